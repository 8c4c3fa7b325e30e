"""Writing in a RAID log: the row, its event, who is told, and that a refusal changes nothing."""

from datetime import timedelta

import pytest

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.raid import operations, queries
from pilotage.raid.models import RaidEntry
from pilotage.work.operations import create_task
from story import NOW

TODAY = NOW.date()


@pytest.fixture
def raised(phase, pm):
    def make(title="Tokens can't move", kind="risk", likelihood=4, impact=4, **more) -> RaidEntry:
        return operations.raise_entry(
            phase=phase, kind=kind, title=title, likelihood=likelihood, impact=impact, by=pm, now=NOW, **more
        )

    return make


def kinds(entry: RaidEntry) -> list[str]:
    return list(Event.objects.filter(record_id=entry.pk).order_by("seq").values_list("kind", flat=True))


def test_numbers_count_within_phase_and_kind(raised) -> None:
    codes = [raised("a").code, raised("b").code, raised("c", kind="issue").code, raised("d").code]
    assert codes == ["R1", "R2", "I1", "R3"]


def test_an_entry_is_scored_and_gets_its_next_look(raised) -> None:
    entry = raised()
    assert (entry.score, entry.rating, entry.review_date) == (16, "high", TODAY + timedelta(days=7))
    assert kinds(entry) == ["raid.raidentry_created"]


def test_the_owner_is_told_once_and_the_next_one_too(raised, person, pm) -> None:
    ina, ivo = person("im", name="Ina"), person("im", name="Ivo")
    entry = raised(owner=ina)
    operations.change_entry(entry=entry, title="Other words", by=pm, now=NOW)
    operations.assign_entries(entries=[entry], owner=ivo, by=pm, now=NOW)
    told = [(one.user_id, one.kind) for one in Notice.objects.order_by("pk")]
    assert told == [(ina.pk, "raid_assigned"), (ivo.pk, "raid_assigned")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"impact": 0}, "impact"),
        ({"impact": 6}, "impact"),
        ({"likelihood": None}, "likelihood"),
        ({"likelihood": 6}, "likelihood"),
        ({"kind": "worry"}, "kind"),
        ({"party": "nobody"}, "party"),
        ({"response": "hope"}, "response"),
        ({"description": "card 4111 1111 1111 1111"}, "description"),
    ],
)
def test_what_is_refused_leaves_nothing(raised, given, field) -> None:
    with pytest.raises(Refused) as refused:
        raised(**given)
    assert refused.value.field == field and not RaidEntry.objects.everywhere().exists()


def test_marketing_writes_no_log(phase, viewer) -> None:
    with pytest.raises(Forbidden):
        operations.raise_entry(phase=phase, kind="issue", title="x", impact=3, by=viewer("marketing"), now=NOW)


def test_closing_needs_what_came_of_it_and_reopening_takes_it_back(raised, pm) -> None:
    entry = raised()
    with pytest.raises(Refused):
        operations.close_entry(entry=entry, outcome=" ", by=pm, now=NOW)
    operations.close_entry(entry=entry, outcome="The vendor sent tokens", by=pm, now=NOW)
    assert entry.closed_at == NOW and entry.review_date is None
    with pytest.raises(Refused, match="closed already"):
        operations.close_entry(entry=entry, outcome="Again", by=pm, now=NOW)
    with pytest.raises(Refused, match="Reopen"):
        operations.change_entry(entry=entry, title="New", by=pm, now=NOW)
    operations.reopen_entry(entry=entry, by=pm, now=NOW)
    entry = queries.entry_for(system(), entry.pk)
    assert (entry.state, entry.outcome, entry.closed_at) == ("open", "", None) and entry.review_date
    assert kinds(entry)[1:] == ["raid.closed", "raid.reopened"]


def test_a_risk_that_happens_becomes_an_issue_of_the_same_owner(raised, person, pm) -> None:
    entry = raised(owner=person("im", name="Ina"), party="cis_vendor")
    issue = operations.turn_into_issue(entry=entry, what="They said no", by=pm, now=NOW)
    assert (issue.code, issue.owner, issue.party, issue.score, issue.came_from) == (
        "I1",
        entry.owner,
        "cis_vendor",
        20,
        entry,
    )
    assert entry.state == "closed" and entry.outcome == "They said no"
    with pytest.raises(Refused):
        operations.turn_into_issue(entry=issue, what="Worse", by=pm, now=NOW)


def test_of_two_who_edit_one_is_told(raised, pm, leader) -> None:
    entry = raised()
    seen = entry.record.version
    operations.change_entry(entry=entry, title="First", expect=seen, by=pm, now=NOW)
    other = queries.entry_for(system(), entry.pk)
    with pytest.raises(Stale):
        operations.change_entry(entry=other, title="Second", expect=seen, by=leader, now=NOW)
    assert queries.entry_for(system(), entry.pk).title == "First"


def test_a_look_sets_score_and_next_look(raised, pm) -> None:
    entry = raised()
    operations.review_entry(entry=entry, likelihood=1, impact=4, note="They agreed", by=pm, now=NOW)
    assert (entry.score, entry.rating, entry.reviewed_at, entry.review_date) == (
        4,
        "low",
        NOW,
        TODAY + timedelta(days=28),
    )
    with pytest.raises(Refused):
        operations.review_entry(entry=entry, likelihood=1, impact=4, next_on=TODAY - timedelta(days=1), by=pm, now=NOW)
    assert "raid.reviewed" in kinds(entry)


def test_owners_hear_once_of_a_look_that_is_due(raised, person, pm) -> None:
    entry = raised(owner=person("im", name="Ina"), review_date=TODAY)
    raised("not due", owner=person("im", name="Ivo"), review_date=TODAY + timedelta(days=1))
    raised("nobody's", review_date=TODAY)
    assert operations.tell_of_reviews(by=system(), now=NOW) == 1
    assert operations.tell_of_reviews(by=system(), now=NOW) == 0
    assert Notice.objects.get(kind="raid_due").user == entry.owner


def test_the_pre_mortem_adds_each_question_once_and_all_or_none(phase, pm) -> None:
    made = operations.raise_seeds(phase=phase, keys=["autopay-moves", "call-load", "call-load"], by=pm, now=NOW)
    assert [one.code for one in made] == ["R1", "R2"] and made[0].response_text
    assert operations.raise_seeds(phase=phase, keys=["call-load"], by=pm, now=NOW) == []
    with pytest.raises(Refused):
        operations.raise_seeds(phase=phase, keys=["bank-filters", "never-was"], by=pm, now=NOW)
    assert RaidEntry.objects.everywhere().count() == 2


def test_tasks_hang_on_an_entry(raised, pm) -> None:
    entry = raised()
    task = create_task(subject=entry.record, biller=entry.biller, title="Ask the old vendor", by=pm, now=NOW)
    assert task.subject.title == entry.title
