"""The project's own files and their syntax trees, for checks that read code instead of running it."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "pilotage"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the project's root, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @property
    def rooms(self) -> tuple[str, ...]:
        """The folders and the name without `.py`, below the package: ("people", "operations", "users")."""
        parts = Path(self.path).with_suffix("").parts
        return parts[2:] if parts[:2] == ("src", "pilotage") else parts

    def functions(self) -> Iterator[tuple[str, Function]]:
        """Every function with its name as `Class.function`."""
        yield from _functions(self.tree, "")


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield prefix + child.name, child
        name = f"{prefix}{child.name}." if isinstance(child, ast.ClassDef | Function) else prefix
        yield from _functions(child, name)


def sources(*folders: str) -> list[Source]:
    """Every Python file of these folders, without migrations."""
    found = []
    for folder in folders or ("src/pilotage",):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in file.parts and "__pycache__" not in file.parts:
                found.append(Source(str(file.relative_to(ROOT)), file.read_text()))
    return found


def apps() -> list[Path]:
    """The folder of every app, of the engines and of every connector."""
    folders = [folder for folder in sorted(PACKAGE.iterdir()) if (folder / "__init__.py").exists()]
    nested = [folder.parent for folder in sorted((PACKAGE / "connectors").glob("*/__init__.py"))]
    return [folder for folder in [*folders, *nested] if folder.name != "connectors"]


def tracked_files() -> list[Path]:
    """What a clone holds; outside a clone, everything but what is made while working."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    made = {".venv", ".tools", "var", "__pycache__", ".git"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.parts)]


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""
