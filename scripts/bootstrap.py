"""Make .venv ready to run Pilotage (`run`) or to work on it (`dev`). Standard library only; does nothing when nothing changed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STAMP = VENV / "pilotage-stamp.json"
FILES = {"run": ROOT / "requirements" / "base.txt", "dev": ROOT / "requirements" / "dev.txt"}
COMMANDS = {"pilotage": "pilotage.config.commands", "tally": "pilotage.tally.cli.app"}
LOWEST, BELOW = (3, 11), (3, 14)
# /bin/sh reads the second line and hands over to Python, which reads it as a string: no limit on the path's length, spaces allowed.
LAUNCHER = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from {module} import main

sys.exit(main())
"""


def main():
    """Bring .venv to the level named on the command line; 0 when it is there, 2 with one line on stderr when it can't be."""
    if not LOWEST <= sys.version_info[:2] < BELOW:
        return with_another_python()
    level = sys.argv[1] if len(sys.argv) == 2 else ""
    if level not in FILES:
        return refuse("Say which level you want: bootstrap.py run, or bootstrap.py dev.")
    if is_ready(level):
        return 0
    with one_at_a_time():
        if is_ready(level):
            return 0
        try:
            prepare(level)
        except subprocess.CalledProcessError as failure:
            return refuse(
                f"Set-up stopped: {Path(failure.cmd[0]).name} ended with {failure.returncode}. Its own words are above."
            )
    return 0


def refuse(sentence):
    """Say one line on stderr; the exit code of bad input or failure."""
    print(sentence, file=sys.stderr)
    return 2


def with_another_python():
    """Start again under a Python that fits, when one is installed beside the one that was called."""
    for name in ("python3.11", "python3.12", "python3.13"):
        path = shutil.which(name)
        fits = path and subprocess.run([path, "-c", "import venv"], stderr=subprocess.DEVNULL).returncode == 0
        if fits:
            os.execv(path, [path, *sys.argv])
    found = ".".join(str(part) for part in sys.version_info[:2])
    return refuse(
        f"Pilotage needs Python 3.11, 3.12 or 3.13, and this is {found}: install one, then run make PYTHON=python3.11 up."
    )


def digest(file):
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def wanted(level):
    """What the stamp says when .venv is at this level."""
    return {
        "level": level,
        "requirements": digest(FILES[level]),
        "bootstrap": digest(Path(__file__)),
        "python": list(sys.version_info[:3]),
        "root": str(ROOT),
    }


def stamped():
    """What the stamp says now; an empty dict without a stamp that can be read."""
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def is_ready(level):
    """Whether .venv is at this level, or at `dev`, which holds all of `run`."""
    found = stamped()
    return (VENV / "bin" / "python").exists() and (found == wanted(level) or found == wanted("dev"))


@contextmanager
def one_at_a_time():
    """Two set-ups at once in one folder: the second waits for the first."""
    TOOLS.mkdir(exist_ok=True)
    with open(TOOLS / "bootstrap.lock", "w") as handle:
        try:
            import fcntl
        except ImportError:
            yield
            return
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def prepare(level):
    """Make .venv where it's missing or made by another Python or elsewhere, then install exactly the locked set."""
    before = stamped()
    if before.get("level") == "dev":
        level = "dev"
    target = wanted(level)
    print(f"Setting up .venv ({level}) …", file=sys.stderr, flush=True)
    uv = find_uv()
    if any(before.get(key) != target[key] for key in ("python", "root")) and VENV.exists():
        shutil.rmtree(VENV)
    if not VENV.exists():
        run([uv, "venv", "--quiet", "--python", sys.executable, VENV] if uv else [sys.executable, "-m", "venv", VENV])
    # A set-up that is cut off leaves a stamp that fits no level, so the next one goes on from there.
    STAMP.write_text(json.dumps({**target, "level": "unfinished"}))
    install(uv, FILES[level])
    link_project()
    STAMP.write_text(json.dumps(target))


def install(uv, file):
    """The packages of a hashed file: with uv when there is one, else with pip."""
    python = VENV / "bin" / "python"
    if uv:
        run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, file])
        return
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode:
        run([python, "-m", "ensurepip"])
    run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", file])


def link_project():
    """Put src/ on the path of .venv and write its commands: an editable install that builds nothing."""
    packages = VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    (packages / "pilotage.pth").write_text(str(ROOT / "src") + "\n")
    for name, module in COMMANDS.items():
        launcher = VENV / "bin" / name
        launcher.write_text(LAUNCHER.format(python=VENV / "bin" / "python", module=module))
        launcher.chmod(0o755)


def find_uv():
    """The path of uv: from .tools, where pip puts it, else from PATH; None where it can't be had."""
    binary = TOOLS / "uv" / "bin" / "uv"
    if not binary.exists():
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--root-user-action=ignore",
        ]
        pip += ["--no-deps", "--require-hashes", "--target", TOOLS / "uv", "-r", ROOT / "requirements" / "tools.txt"]
        subprocess.run([str(part) for part in pip], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if binary.exists():
        return binary
    found = shutil.which("uv")
    return Path(found) if found else None


def run(command):
    """Run a command, its output shown; uv never fetches a Python of its own."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "PIP_ROOT_USER_ACTION": "ignore"}
    environment.pop("VIRTUAL_ENV", None)
    subprocess.run([str(part) for part in command], check=True, env=environment)


if __name__ == "__main__":
    sys.exit(main())
