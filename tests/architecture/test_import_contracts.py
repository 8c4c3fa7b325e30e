"""The contracts of the import checks bite: each is tried on a small house with one wrong import."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from source_trees import PACKAGE, ROOT

CONFIG = ROOT / "pyproject.toml"
WRONG = [
    ("floors", "billers/models.py", "from pilotage.golive import models"),
    ("floors", "documents/models.py", "from pilotage.notices import models"),
    ("floors", "people/queries.py", "from pilotage.catalogue import models"),
    ("floors", "core/models.py", "from pilotage.config import settings"),
    ("floors", "ui/views.py", "from pilotage.core import models"),
    ("rooms", "work/queries.py", "from pilotage.work import operations"),
    ("rooms", "work/operations.py", "from pilotage.work import views"),
    ("rooms", "work/forms.py", "from pilotage.work import operations"),
    ("rooms", "work/models.py", "from pilotage.work import queries"),
    ("pure-rules", "work/rules.py", "from django.utils import timezone"),
    ("pure-rules", "work/enums.py", "from django.db import models"),
    ("pure-rules", "work/rules.py", "from pilotage.work import models"),
    ("plain-engines", "planner/schedule.py", "import django"),
    ("plain-engines", "tally/numbers.py", "from django.db import models"),
    ("connectors", "config/commands.py", "from pilotage.connectors.mail import sending"),
    ("connectors", "golive/operations.py", "import pilotage.connectors"),
]
ROOMS = "models queries operations views forms rules enums".split()
MORE = (
    "config/settings",
    "config/commands",
    "planner/schedule",
    "tally/numbers",
    "connectors/mail/__init__",
    "connectors/mail/sending",
)


def house(folder: Path) -> Path:
    """An empty house with every app and room that the contracts name."""
    for app in [path.parent.name for path in PACKAGE.glob("*/__init__.py")]:
        for name in ["__init__", *([] if app in {"planner", "tally", "config", "connectors"} else ROOMS)]:
            write(folder / "pilotage" / app / f"{name}.py", "")
    for name in ["__init__", *MORE, "core/decision_tables/__init__"]:
        write(folder / "pilotage" / f"{name}.py", "")
    return folder


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + "\n")


def broken(folder: Path, contract: str) -> str:
    """What the import checks say of this house under one contract of ours; empty when it is kept."""
    command = [Path(sys.executable).with_name("lint-imports"), "--config", CONFIG, "--contract", contract, "--no-cache"]
    ran = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )
    assert "Contracts:" in ran.stdout, ran.stdout + ran.stderr
    return ran.stdout if ran.returncode else ""


def test_every_contract_is_tried() -> None:
    contracts = {contract["id"] for contract in tomllib.loads(CONFIG.read_text())["tool"]["importlinter"]["contracts"]}
    assert {contract for contract, _, _ in WRONG} == contracts


@pytest.mark.parametrize("contract", sorted({contract for contract, _, _ in WRONG}))
def test_a_house_without_wrong_imports_is_kept(tmp_path: Path, contract: str) -> None:
    assert broken(house(tmp_path), contract) == ""


@pytest.mark.parametrize(("contract", "file", "line"), WRONG)
def test_a_wrong_import_is_found(tmp_path: Path, contract: str, file: str, line: str) -> None:
    write(house(tmp_path) / "pilotage" / file, line)
    assert "BROKEN" in broken(tmp_path, contract)


def test_an_app_without_a_floor_is_found(tmp_path: Path) -> None:
    write(house(tmp_path) / "pilotage" / "attic" / "__init__.py", "")
    command = [Path(sys.executable).with_name("lint-imports"), "--config", CONFIG, "--contract", "floors", "--no-cache"]
    ran = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert ran.returncode and "attic" in ran.stdout
