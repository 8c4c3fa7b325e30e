"""Refresh the vendored style sheet, fonts and icons of `pilotage.ui` with `npm pack`."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src" / "pilotage" / "ui" / "static"
VENDOR = STATIC / "vendor"
ICON_LIST = Path(__file__).resolve().parent / "icons.txt"

MIT = """MIT License

{holders}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """One npm package, the version we pin, and where its files go under `static/vendor/`."""

    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str]
    changes: str = ""


PACKAGES = [
    Package(
        "@tabler/core",
        "1.6.1",
        "MIT",
        "tabler",
        {"dist/css/tabler.min.css": "tabler.min.css"},
        "source map reference removed",
    ),
    Package(
        "@tabler/icons",
        "3.48.0",
        "MIT",
        "icons",
        {"LICENSE": "LICENSE"},
        "subset of the outline icons joined into one sprite",
    ),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        "OFL-1.1",
        "inter",
        {
            "LICENSE": "LICENSE",
            "files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
        },
    ),
]


def fetch(package: Package, into: Path) -> tarfile.TarFile:
    """The package's tarball, packed by npm, which checks it against the registry's own digest."""
    spec = f"{package.name}@{package.version}"
    packed = subprocess.run(["npm", "pack", spec, "--silent"], cwd=into, check=True, capture_output=True, text=True)
    return tarfile.open(into / packed.stdout.strip().splitlines()[-1])


def member(archive: tarfile.TarFile, path: str) -> bytes:
    """The bytes of one file in an npm tarball, where all paths begin with `package/`."""
    stream = archive.extractfile(f"package/{path}")
    if stream is None:
        raise SystemExit(f"{path} is not in the package")
    return stream.read()


def without_source_map(content: bytes) -> bytes:
    """The style sheet without its source map line, which hashed static storage would try to follow."""
    return re.sub(rb"\n?/\*# sourceMappingURL=.*?\*/", b"", content)


def sprite(archive: tarfile.TarFile, names: list[str]) -> bytes:
    """One SVG file with a symbol for each named outline icon; strokes take the colour of the text around them."""
    symbols = []
    for name in names:
        drawn = member(archive, f"icons/outline/{name}.svg").decode()
        inner = drawn[drawn.index(">", drawn.index("<svg")) + 1 : drawn.rindex("</svg>")]
        inner = re.sub(r'\s*<path stroke="none"[^>]*/>', "", inner)
        inner = re.sub(r"\s*\n\s*", "", inner)
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{inner}</symbol>'
        )
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def tabler_holders(style_sheet: bytes) -> str:
    """The copyright lines in Tabler's own header; its package carries no licence file."""
    return "\n".join(re.findall(r"Copyright[^\n]+", style_sheet[:800].decode()))


def wanted_icons() -> list[str]:
    """Icon names, one a line in `scripts/icons.txt`; `#` begins a comment."""
    lines = (line.split("#")[0].strip() for line in ICON_LIST.read_text().splitlines())
    return sorted({line for line in lines if line})


def contents_of(package: Package, archive: tarfile.TarFile) -> dict[str, bytes]:
    """File name → bytes, as they will be stored for this package."""
    stored = {target: member(archive, source) for source, target in package.files.items()}
    if package.folder == "tabler":
        stored["tabler.min.css"] = without_source_map(stored["tabler.min.css"])
        stored["LICENSE"] = MIT.format(holders=tabler_holders(stored["tabler.min.css"])).encode()
    if package.folder == "icons":
        stored["icons.svg"] = sprite(archive, wanted_icons())
    return stored


def main() -> None:
    """Write every file and `manifest.json` with each file's SHA-256."""
    manifest = []
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            files = {}
            for name, content in sorted(contents_of(package, fetch(package, Path(scratch))).items()):
                target = VENDOR / package.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                files[f"{package.folder}/{name}"] = hashlib.sha256(content).hexdigest()
            manifest.append(
                {
                    "name": package.name,
                    "version": package.version,
                    "licence": package.licence,
                    "changes": package.changes,
                    "files": files,
                }
            )
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
