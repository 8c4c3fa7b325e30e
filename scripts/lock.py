"""Write the locked, hashed requirement files anew from requirements/*.in; they name no index address and no path."""

import os
import subprocess
import sys
from pathlib import Path

import bootstrap

FOLDER = bootstrap.ROOT / "requirements"
# In this order: what the product runs with decides, and the developers' set follows it.
SETS = (("tools", None), ("base", None), ("levelling", "base.txt"), ("dev", "base.txt"))


def lock(uv: Path, name: str, constraint: str | None, upgrade: list[str]) -> None:
    """Compile requirements/NAME.in to requirements/NAME.txt for every platform and Python that the product supports."""
    command = [str(uv), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-header", f"{name}.in", "--output-file", f"{name}.txt", *upgrade]
    if constraint:
        command += ["--constraint", constraint]
    subprocess.run(command, cwd=FOLDER, check=True, env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"})


def main() -> int:
    """`lock.py` keeps the versions that still fit; `lock.py --upgrade` takes the newest."""
    uv = bootstrap.find_uv()
    if uv is None:
        print("uv could not be installed, so nothing was locked. Look at the lines above.", file=sys.stderr)
        return 2
    for name, constraint in SETS:
        lock(uv, name, constraint, [argument for argument in sys.argv[1:] if argument.startswith("--upgrade")])
    return 0


if __name__ == "__main__":
    sys.exit(main())
