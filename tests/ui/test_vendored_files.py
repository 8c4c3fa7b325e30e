"""What is vendored is what the manifest says, and nothing of it reaches outside."""

import hashlib
import json
import re
from pathlib import Path

import pilotage.ui

STATIC = Path(pilotage.ui.__file__).parent / "static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())


def test_every_vendored_file_has_the_fingerprint_in_the_manifest() -> None:
    for package in MANIFEST:
        for name, digest in package["files"].items():
            assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_no_file_lies_beside_the_manifest_unnamed() -> None:
    named = {name for package in MANIFEST for name in package["files"]} | {"manifest.json"}
    assert {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} == named


def test_every_package_has_its_licence() -> None:
    for package in MANIFEST:
        assert any(name.endswith("/LICENSE") for name in package["files"]), package["name"]
        assert package["version"] and package["licence"]


def test_style_sheets_load_nothing_from_elsewhere() -> None:
    for sheet in STATIC.rglob("*.css"):
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text()):
            assert address.startswith(("data:", "#", "%23", "../vendor/")), (sheet.name, address[:80])
        assert "@import" not in sheet.read_text()
        assert "sourceMappingURL" not in sheet.read_text()


def test_every_file_that_a_style_sheet_names_is_there() -> None:
    for sheet in (STATIC / "ui").glob("*.css"):
        for address in re.findall(r"url\(\"(\.\./[^\"]+)\"\)", sheet.read_text()):
            assert (sheet.parent / address).resolve().is_file(), address


def test_scripts_name_no_other_host_and_build_no_code_from_text() -> None:
    for script in (STATIC / "ui").glob("*.js"):
        text = script.read_text()
        assert not re.search(r"https?://|\beval\(|new Function|innerHTML|\.style\b", text), script.name
