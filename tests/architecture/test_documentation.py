"""Every app has its README, and every setting, command and named event stands in a document."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from source_trees import ROOT, Source, apps, sources

EVENT = re.compile(r"[a-z]+\.[a-z0-9]+(_[a-z0-9]+)+")


def documents() -> str:
    """All that is written for people: docs/, the README of each app, and the pages at the root."""
    files = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("README.md"), *ROOT.glob("*.md")]
    return "\n".join(file.read_text() for file in files)


def unmentioned(words: Iterable[str], text: str) -> list[str]:
    """Words that stand nowhere in the text as a whole word."""
    return sorted(word for word in words if not re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", text))


def event_kinds(files: list[Source]) -> set[str]:
    """Kinds that code gives a name: `kind="app.what_happened"`, the first word of `c.log`, and constants of events.py."""
    found: set[str] = set()
    for source in files:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                named = [word.value for word in node.keywords if word.arg == "kind"]
                logged = node.args[:1] if isinstance(node.func, ast.Attribute) and node.func.attr == "log" else []
                found |= {text for value in [*named, *logged] if (text := _text(value)) and EVENT.fullmatch(text)}
            if source.rooms[-1] == "events" and isinstance(node, ast.Assign) and EVENT.fullmatch(_text(node.value)):
                found.add(_text(node.value))
    return found


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def commands() -> list[str]:
    """Every command of the command line with its group: `tier`, `audit verify`."""
    import typer

    from pilotage.config import commands as module

    app = next(value for value in vars(module).values() if isinstance(value, typer.Typer))

    def names(command: object, before: str) -> list[str]:
        inner = getattr(command, "commands", None)
        if inner is None:
            return [before.strip()]
        return [name for key, value in inner.items() for name in names(value, f"{before} {key}")]

    return names(typer.main.get_command(app), "")


def setting_keys() -> list[str]:
    from pilotage.core import app_settings

    return [setting.key for setting in app_settings.known()]


def variables() -> set[str]:
    """The environment variables that the product reads."""
    text = "\n".join(source.text for source in sources())
    return set(re.findall(r"\bPILOTAGE_[A-Z]+\b(?=[\"'])", text)) | {"DATABASE_URL"}


def without_readme(folders: Iterable[Path]) -> list[str]:
    """Apps whose README.md is missing, or too short to say what it is, its words, its verbs and whom it talks to."""
    found = []
    for folder in folders:
        readme = folder / "README.md"
        text = readme.read_text() if readme.is_file() else ""
        if not text.startswith("# ") or len(text.split()) < 40:
            found.append(folder.name)
    return found


def test_every_app_has_its_readme() -> None:
    assert without_readme(apps()) == []


def test_a_missing_or_empty_readme_is_found(tmp_path: Path) -> None:
    for name, text in (("full", "# Full\n" + "word " * 50), ("short", "# Short\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "README.md").write_text(text)
    assert without_readme([tmp_path / "full", tmp_path / "short", tmp_path / "none"]) == ["short", "none"]


def untold(kinds: Iterable[str], text: str, readmes: dict[str, str]) -> list[str]:
    """Kinds of event that no document names; the README of its own app may leave out the app: `task_reopened`."""
    return [
        kind
        for kind in unmentioned(kinds, text)
        if unmentioned([kind.split(".")[1]], readmes.get(kind.split(".")[0], ""))
    ]


def test_every_named_event_is_documented() -> None:
    found = event_kinds(sources())
    readmes = {folder.name: readme.read_text() for folder in apps() if (readme := folder / "README.md").is_file()}
    assert len(found) > 3
    assert untold(found, documents(), readmes) == []


def test_an_event_that_no_document_names_is_found() -> None:
    kinds, readmes = (
        ["work.task_asked", "work.task_done", "work.task_lost"],
        {"work": "Events: `task_asked`", "desk": "task_lost"},
    )
    assert untold(kinds, "`work.task_done` closes it.", readmes) == ["work.task_lost"]


def test_every_command_is_documented() -> None:
    assert unmentioned([f"pilotage {command}" for command in commands()], documents()) == []


def test_every_setting_is_documented() -> None:
    assert setting_keys() and unmentioned(setting_keys(), documents()) == []


def test_every_environment_variable_is_documented() -> None:
    assert unmentioned(variables(), documents()) == []


def test_named_events_are_found_in_code() -> None:
    text = (
        'c.save(row, kind="work.task_reopened", done=False)\nc.log("work.task_asked", row)\ntag(kind="num")\nlog("a")'
    )
    assert event_kinds([Source("src/pilotage/work/operations.py", text)]) == {"work.task_reopened", "work.task_asked"}
    assert event_kinds([Source("src/pilotage/work/events.py", 'ASKED = "work.task_asked"')]) == {"work.task_asked"}


def test_a_word_must_stand_alone_to_count() -> None:
    text = "Run `pilotage tier-file`; work.task_done_late"
    assert unmentioned(["pilotage tier", "work.task_done"], text) == ["pilotage tier", "work.task_done"]
    assert unmentioned(["pilotage tier-file"], text) == []


def markdown_links(text: str) -> list[str]:
    """Targets of links to files of the project."""
    return [
        target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:|#", target)
    ]


def test_links_between_documents_lead_somewhere() -> None:
    files = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("README.md"), *ROOT.glob("*.md")]
    dead = [
        f"{file.relative_to(ROOT)} -> {link}"
        for file in files
        for link in markdown_links(file.read_text())
        if not (file.parent / link).exists()
    ]
    assert dead == []
    assert markdown_links("[a](docs/a.md#x) [b](https://b) [c](#d)") == ["docs/a.md"]
