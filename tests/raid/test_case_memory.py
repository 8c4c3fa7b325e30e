"""What earlier projects met is asked again, and past entries like the present one are found."""

import pytest

from pilotage.billers.models import Integration
from pilotage.billers.operations import add_phase
from pilotage.catalogue.operations import change_product
from pilotage.core.viewer import system
from pilotage.raid import operations
from pilotage.raid.memory import alike, seeds_of_product
from pilotage.raid.models import RaidEntry
from pilotage.raid.rules import likeness
from pilotage.raid.seeds import CASES, SEEDS
from story import NOW


@pytest.fixture
def earlier(make_biller, pm):
    """A phase of another biller on the same product, with an issue in its log."""
    biller = make_biller("Lake Power")
    integration = Integration.objects.everywhere().get(biller=biller)
    phase = add_phase(by=system(), now=NOW, biller=biller, integration=integration)
    issue = operations.raise_entry(
        phase=phase, kind="issue", title="Trailer counts leave out PDFs", impact=4, by=pm, now=NOW
    )
    operations.close_entry(entry=issue, outcome="The vendor mended its export.", by=pm, now=NOW)
    return phase


def test_the_documented_failures_are_all_asked(db) -> None:
    words = " ".join(f"{seed.question} {seed.title} {seed.why}".casefold() for seed in CASES)
    for fact in (
        "853",
        "twenty cycles",
        "19,000",
        "posted weeks late",
        "100 payments",
        "ten days",
        "closed",
        "350",
        "grace",
        "enrolled anew",
    ):
        assert fact in words, fact
    assert len(SEEDS) >= 21


def test_what_an_earlier_project_met_and_noted_pitfalls_are_asked_first(
    phase, earlier, product, pm, admin, signed_in, person
) -> None:
    change_product(row=product, pitfalls="- Keys change at conversion\nCredits show as 0", by=admin, now=NOW)
    seeds = seeds_of_product(phase, pm)
    assert [seed.title for seed in seeds] == [
        "Keys change at conversion",
        "Credits show as 0",
        "Trailer counts leave out PDFs",
    ]
    page = signed_in(person("pm"))
    shown = page.get(f"/phases/{phase.pk}/raid/pre-mortem/").content.decode()
    assert "Keys change at conversion" in shown and "The vendor mended its export." in shown
    page.post(f"/phases/{phase.pk}/raid/pre-mortem/", {"selected": [seed.key for seed in seeds]})
    page.post(f"/phases/{phase.pk}/raid/pre-mortem/", {"selected": [seed.key for seed in seeds]})
    made = RaidEntry.objects.everywhere().filter(phase=phase)
    assert sorted(made.values_list("title", flat=True)) == sorted(seed.title for seed in seeds)


def test_a_product_without_history_asks_nothing_more(phase, pm) -> None:
    assert seeds_of_product(phase, pm) == []


def test_past_entries_and_documented_cases_like_it_are_found(earlier, phase, pm, signed_in, person) -> None:
    found = alike("The count in the trailer misses PDFs", pm)
    assert found[0].title == "Trailer counts leave out PDFs" and found[0].what_came == "The vendor mended its export."
    cases = alike("payments taken but not posted", pm)
    assert any(one.entry is None and one.title == "Payments are taken and not posted" for one in cases)
    assert alike("zebra crossing", pm) == []
    page = signed_in(person("pm"))
    assert "Trailer counts leave out PDFs" in page.get("/raid/memory/?q=trailer+count").content.decode()
    mine = operations.raise_entry(
        phase=phase, kind="risk", title="Trailer counts", likelihood=2, impact=2, by=pm, now=NOW
    )
    assert "Like this, before" in page.get(f"/raid/{mine.pk}/").content.decode()


@pytest.mark.parametrize(
    ("one", "two", "least", "most"),
    [
        ("Payments are posted late", "Late posting of a payment", 0.9, 1.0),
        ("Payments are posted late", "The logo is blurred", 0.0, 0.0),
        ("", "anything", 0.0, 0.0),
        ("the and for", "the and for", 0.0, 0.0),
    ],
)
def test_likeness(one: str, two: str, least: float, most: float) -> None:
    assert least <= likeness(one, two) <= most and likeness(one, two) == likeness(two, one)
