"""An overview as parts with words, the same for page, PDF and DOCX."""

from collections.abc import Mapping
from typing import Any

from pilotage.core.papers import Paper, Part, Table
from pilotage.welcome.brand import brand, logo
from pilotage.welcome.enums import SECTION_NAMES, Section

Facts = Mapping[str, Any]


def sections_of(facts: Facts, texts: Mapping[str, str], left_out: list[str]) -> list[tuple[str, Part]]:
    """The sections that are shown, each with its key: a person's text, then the facts."""
    return [
        (key.value, _PARTS[key](SECTION_NAMES[key], texts.get(key, ""), facts))
        for key in Section
        if key not in left_out
    ]


def paper_of(facts: Facts, texts: Mapping[str, str], left_out: list[str], *, version: int, made: str) -> Paper:
    """The overview for printing, in the provider's brand."""
    head, look = facts["head"], brand()
    return Paper(
        title=f"Go-Live Overview: {head['biller']}",
        lead=f"{head['phase']} · as of {made} · times in {head['zone'].replace('_', ' ')}",
        parts=[part for _key, part in sections_of(facts, texts, left_out)],
        foot=f"{look['name']} · Go-Live Overview · {head['biller']}, {head['phase']}"
        + (f", version {version}" if version else ", draft"),
        notes=[line for line in texts.get("intro", "").splitlines() if line.strip()],
        brand=look["heading"],
        accent=look["accent"],
        logo=logo(),
    )


def _what(title: str, text: str, facts: Facts) -> Part:
    lists = facts["lists"]
    figures = [("Software", facts["values"]["software"] or "not named yet")]
    figures.append(("Invoice types", ", ".join(row[0] for row in lists["invoice_types"]) or "not named yet"))
    if lists["channels"]:
        figures.append(("Channels", ", ".join(row[0] for row in lists["channels"])))
    return Part(title, text, figures=figures)


def _when(title: str, text: str, facts: Facts) -> Part:
    values = facts["values"]
    word = "Live since" if values["is_live"] == "live" else "Go-live"
    parts = Table(("What", "When"), facts["lists"]["parts"], (2, 3), "Parts with days of their own")
    return Part(title, text, figures=[(word, values["go_live"] or "no day is set yet")], tables=[parts])


def _support(title: str, text: str, facts: Facts) -> Part:
    names = {
        "support": "Support",
        "contact": "Your named contact",
        "window": "Close support",
        "open_case": "To open a case",
        "after": "Afterwards",
    }
    values = facts["values"]
    figures = [(name, values[key]) for key, name in names.items() if values[key]]
    if not values["support"]:
        figures.insert(0, ("Support", "We tell you in time who looks after you."))
    return Part(title, text, figures=figures)


def _meetings(title: str, text: str, facts: Facts) -> Part:
    rows = facts["lists"]["meetings"]
    return Part(title, text, tables=[Table(("Meeting", "When"), rows, (2, 3))], none="No meeting is planned yet.")


def _cycles(title: str, text: str, facts: Facts) -> Part:
    rows = facts["lists"]["cycles"]
    none = "The dates of the first bills are not known yet."
    return Part(title, text, tables=[Table(("Cycle", "Days"), rows, (2, 4))], none=none)


def _people(title: str, text: str, facts: Facts) -> Part:
    rows = facts["lists"]["people"]
    return Part(title, text, tables=[Table(("Name", "Role", "E-mail"), rows, (2, 2, 3))], none="Nobody is named yet.")


_PARTS = {
    Section.WHAT: _what,
    Section.WHEN: _when,
    Section.SUPPORT: _support,
    Section.MEETINGS: _meetings,
    Section.CYCLES: _cycles,
    Section.PEOPLE: _people,
}
