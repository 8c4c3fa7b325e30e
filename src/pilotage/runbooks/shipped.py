"""The text of “Transition to client services” in its three versions, from a file inside the package."""

from dataclasses import dataclass
from datetime import date
from importlib.resources import files

SLUG, NAME, PLAYBOOK = "transition-to-client-services", "Transition to client services", "part-transition"
DESCRIPTION = "Who supports a biller around its go-live and afterwards, what each side can expect, and how the work is handed over."
AUTHOR = "Client services"
VERSIONS = (
    (
        "1.0",
        date(2024, 8, 1),
        "Expectations at go-live and support after it; the Integration Summary is complete before go-live.",
    ),
    ("1.1", date(2025, 4, 1), "The phased approach: how a biller that goes live in phases is supported."),
    ("1.2", date(2025, 5, 1), "A technical account manager (TAM) can take the place of a TSM."),
)


@dataclass(frozen=True)
class Text:
    """One section: from which version on it stands, up to which, and which steps of the playbook carry it out."""

    chapter: str
    heading: str
    since: str
    until: str
    steps: tuple[str, ...]
    is_internal: bool
    body: str


def sections(number: str) -> list[Text]:
    """The sections of one version, in order."""
    return [one for one in _texts() if one.since <= number and (not one.until or number <= one.until)]


def _texts() -> list[Text]:
    raw = (files("pilotage.runbooks") / "data" / "transition.txt").read_text(encoding="utf-8")
    found = []
    for chunk in raw.split("\n@@ ")[1:]:
        head, body = chunk.split("\n", 1)
        chapter, heading, span, steps, who = (part.strip() for part in head.split("|"))
        since, _, until = span.partition("-")
        found.append(Text(chapter, heading, since, until, tuple(steps.split()), who == "internal", body.strip()))
    return found
