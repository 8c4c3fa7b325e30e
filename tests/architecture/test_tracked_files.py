"""What a clone holds names no package registry, no place of one machine, and no secret."""

import re
from pathlib import Path

import pytest
from source_trees import ROOT, tracked_files

# Put together here, so that this file doesn't find itself.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "crates" + ".io",
    "index" + "-url =",
)
PLACES = (
    r"(?<![\w./-])/ro" + r"ot/",
    r"(?<![\w.-])/wo" + r"rk/(main|shared|\.)",
    r"/Us" + r"ers/\w+/",
    r"(?<![\w.-])/ho" + r"me/\w+/",
)
SECRETS = (
    r"-----BEGIN [A-Z ]*PRIV" + r"ATE KEY",
    r"\bAK" + r"IA[0-9A-Z]{16}\b",
    r"\bgh[pousr]" + r"_[A-Za-z0-9]{36}\b",
)
UNWANTED = re.compile("|".join([*map(re.escape, REGISTRIES), *PLACES, *SECRETS]))
LARGEST = 2_000_000


def unwanted(text: str) -> list[str]:
    """What of it stands in a text."""
    return [match.group(0) for match in UNWANTED.finditer(text)]


def readable(file: Path) -> str:
    """The text of a file; of a binary file, what of it can be read."""
    return file.read_bytes().decode("utf-8", errors="ignore")


def test_no_tracked_file_names_a_registry_or_a_place_of_one_machine() -> None:
    found = {str(file.relative_to(ROOT)): unwanted(readable(file)) for file in tracked_files() if file.suffix != ".svg"}
    assert {name: words for name, words in found.items() if words} == {}


def test_no_tracked_file_is_huge() -> None:
    assert [str(file.relative_to(ROOT)) for file in tracked_files() if file.stat().st_size > LARGEST] == []


@pytest.mark.parametrize(
    "text",
    ["see https://" + REGISTRIES[0] + "/simple", "open /ro" + "ot/x", "in /wo" + "rk/main/src", "AK" + "IA" + "A1" * 8],
)
def test_what_is_unwanted_is_found(text: str) -> None:
    assert unwanted(text) != []


@pytest.mark.parametrize(
    "text", ["templates/work/task.html", "src/pilotage/work/models.py", "/tasks/", "the root/x of it"]
)
def test_addresses_of_the_product_pass(text: str) -> None:
    assert unwanted(text) == []


def test_locked_files_are_hashed_and_pinned() -> None:
    for name in ("base", "dev", "tools"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pins = [block for block in re.split(r"\n(?=\S)", text) if block and not block.startswith("#")]
        assert (
            pins
            and [pin.split()[0] for pin in pins if "==" not in pin.split("\\")[0] or "--hash=sha256:" not in pin] == []
        )
        assert "://" not in text
