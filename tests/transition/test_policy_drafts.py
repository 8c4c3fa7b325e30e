"""A version of the policy is written as a table, reviewed by a second person, and in force from its day on."""

import copy
from datetime import date, timedelta

import pytest
from django.urls import reverse

from pilotage.billers.operations import change_biller, set_target_go_live
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.models.tables import PolicyVersion
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.transition import operations
from pilotage.transition.models import PolicyDraft
from pilotage.transition.policy_rows import content_of, rows_of
from pilotage.transition.rules import read_policy, table_faults
from pilotage.transition.shipped_policy import shipped_versions
from story import NOW, TARGET

CONTENT = shipped_versions()[0]["content"]
DAY = date(2027, 1, 1)


@pytest.fixture
def shipped(db) -> None:
    operations.load_shipped_policy(by=system(), now=NOW)


def other(**changes) -> dict:
    """The shipped table with row N1 changed."""
    content = copy.deepcopy(CONTENT)
    content["rows"][0]["then"] |= changes
    return content


def draft(by, **more) -> PolicyDraft:
    given = {"version": "2.0", "effective_date": DAY, "content": other(window_days=45), "reason": "Yearly review"}
    return operations.save_draft(**given | more, by=by, now=NOW)


def test_the_shipped_table_reads_as_fields_and_back_the_same() -> None:
    made = content_of(rows_of(CONTENT), CONTENT)
    assert read_policy(made).rows == read_policy(CONTENT).rows
    assert [row["mrr_below"] and str(row["mrr_below"]) for row in rows_of(CONTENT)][:3] == ["5000", "20000", None]


def test_a_gap_and_an_overlap_are_told_as_an_example_of_a_biller() -> None:
    rows = rows_of(CONTENT)
    holed = table_faults(content_of(rows[1:], CONTENT))
    assert any("No row takes this biller: new integration, MRR 0.00 USD" in words for words in holed)
    rows[0]["mrr_below"] = rows[1]["mrr_below"]
    doubled = table_faults(content_of(rows, CONTENT))
    assert any("Rows N1 and N2 both take this biller: new integration, MRR 5,000.00 USD" in words for words in doubled)


@pytest.mark.parametrize(
    ("row", "changes", "told"),
    [
        (3, {"window_days": 30}, "help desk has no support window"),
        (0, {"window_days": 0}, "at least 1"),
        (0, {"support": "facts_missing"}, "must be one of"),
        (0, {"meetings": None}, "meetings must be"),
    ],
)
def test_a_row_that_contradicts_itself_is_named(row, changes, told) -> None:
    content = copy.deepcopy(CONTENT)
    content["rows"][row]["then"] |= changes
    assert any(told in words for words in table_faults(content))


def test_a_second_person_publishes_and_old_decisions_keep_their_version(
    shipped, phase, pm, leader, admin, person
) -> None:
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    decision = operations.work_out_decision(phase=phase, by=system(), now=NOW)
    operations.decide(decision=decision, choice="tsm", assignee=person("tsm"), by=leader, now=NOW)
    made = draft(leader)
    assert PolicyVersion.objects.count() == 1
    operations.submit_draft(draft=made, by=leader, now=NOW)
    assert Notice.objects.filter(kind="policy_review", user_id=admin.user_id).exists()
    with pytest.raises(Refused, match="second person"):
        operations.approve_draft(draft=made, by=leader, now=NOW)
    operations.approve_draft(draft=made, by=admin, now=NOW)
    version = PolicyVersion.objects.get(version="2.0")
    assert (version.is_published, version.effective_date) == (True, DAY)
    assert version.author == "Cs_Leader; reviewed by Admin" and version.draft.reviewer_id == admin.user_id
    before = operations.work_out_decision(phase=phase, by=system(), now=NOW)
    assert (before.policy_version, before.newer) == ("1.0", None)
    after = operations.work_out_decision(phase=phase, by=system(), now=NOW + timedelta(days=90))
    assert (after.policy_version, after.newer["policy_version"], after.newer["window_days"]) == ("1.0", "2.0", 45)


@pytest.mark.parametrize(("hour", "version"), [(4, "1.0"), (5, "2.0")])
def test_a_version_takes_effect_with_the_providers_day(shipped, phase, pm, leader, admin, hour, version) -> None:
    """Midnight of New York is 05:00 UTC."""
    made = draft(leader)
    operations.submit_draft(draft=made, by=leader, now=NOW)
    operations.approve_draft(draft=made, by=admin, now=NOW)
    moment = NOW.replace(year=2027, month=1, day=1, hour=hour, minute=0)
    assert operations.work_out_decision(phase=phase, by=system(), now=moment).policy_version == version


def test_nobody_else_writes_or_reviews(shipped, leader, pm) -> None:
    with pytest.raises(Forbidden):
        draft(pm)
    made = operations.submit_draft(draft=draft(leader), by=leader, now=NOW)
    for move in (operations.approve_draft, operations.drop_draft):
        with pytest.raises(Forbidden):
            move(draft=made, by=pm, now=NOW)
    assert PolicyDraft.objects.get().state == "review"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"effective_date": date(2026, 11, 1)}, "effective_date"),
        ({"effective_date": date(2024, 8, 1)}, "effective_date"),
        ({"version": " "}, "version"),
        ({"version": "1.0"}, "version"),
        ({"version": "x" * 31}, "version"),
        ({"reason": " "}, "reason"),
        ({"content": {**CONTENT, "rows": CONTENT["rows"][1:]}}, "content"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(shipped, leader, more, field) -> None:
    with pytest.raises(Refused) as refused:
        draft(leader, **more)
    assert refused.value.field == field
    assert not PolicyDraft.objects.exists()


def test_today_is_a_day_to_take_effect(shipped, leader) -> None:
    assert draft(leader, effective_date=date(2026, 11, 2)).effective_date == date(2026, 11, 2)


def test_a_version_in_review_is_not_changed_and_comes_back_with_a_word(shipped, leader, admin) -> None:
    made = operations.submit_draft(draft=draft(leader), by=leader, now=NOW)
    with pytest.raises(Refused, match="in review"):
        draft(leader, draft=made, reason="Second thoughts")
    with pytest.raises(Refused, match="what is to be changed"):
        operations.send_back_draft(draft=made, by=admin, now=NOW)
    back = operations.send_back_draft(draft=made, note="Row N1 is too short", by=admin, now=NOW)
    assert (back.state, back.review_note) == ("draft", "Row N1 is too short")
    assert Notice.objects.filter(user_id=leader.user_id, text__contains="too short").exists()
    draft(leader, draft=back, content=other(window_days=60))
    assert PolicyDraft.objects.get().content["rows"][0]["then"]["window_days"] == 60
    dropped = operations.drop_draft(draft=back, by=leader, now=NOW)
    with pytest.raises(Refused, match="dropped"):
        operations.submit_draft(draft=dropped, by=leader, now=NOW)


def test_of_two_who_write_at_once_one_wins_and_of_two_who_approve_too(shipped, leader, admin, viewer) -> None:
    made = draft(leader)
    seen = made.record.version
    draft(leader, draft=made, reason="First", expect=seen)
    with pytest.raises(Stale):
        draft(admin, draft=made, reason="Second", expect=seen)
    assert PolicyDraft.objects.get().reason == "First"
    operations.submit_draft(draft=made, by=leader, now=NOW)
    operations.approve_draft(draft=made, by=admin, now=NOW)
    with pytest.raises(Refused, match="published"):
        operations.approve_draft(draft=made, by=viewer("cs_leader", name="Lee"), now=NOW)
    assert Event.objects.filter(kind="transition.policy_published").count() == 2


def fields(rows: list[dict], **more: object) -> dict[str, object]:
    """What a browser sends for these rows."""
    sent: dict[str, object] = {
        "name": "2.0", "effective_date": "2099-01-01", "reason": "Yearly review", "version": "",
        "row-TOTAL_FORMS": len(rows), "row-INITIAL_FORMS": len(rows), "row-MIN_NUM_FORMS": 1, "row-MAX_NUM_FORMS": 60,
    }  # fmt: skip
    for place, row in enumerate(rows):
        for name, value in row.items():
            if value is not None and value is not False and value not in ("", []):
                sent[f"row-{place}-{name}"] = "on" if value is True else value
    return sent | more


@pytest.fixture
def page(signed_in, person, shipped):
    return signed_in(person("cs_leader", name="Lea"))


def test_the_table_is_edited_as_fields_and_nothing_typed_is_lost(page) -> None:
    url, rows = reverse("transition:policy_new"), rows_of(CONTENT)
    assert page.get(url).context["rows"].total_form_count() == 7
    more = page.post(url, fields(rows, do="add"))
    assert more.context["rows"].total_form_count() == 8 and b"Yearly review" in more.content
    less = page.post(url, fields(rows, do="remove-0"))
    assert [form["id"].value() for form in less.context["rows"].forms] == ["N2", "N3", "E1", "E2", "E3", "E4"]
    rows[0]["mrr_below"] = "4999.99"
    holed = page.post(url, fields(rows))
    assert holed.status_code == 422 and "MRR 4,999.99 USD" in holed.content.decode()
    assert 'value="4999.99"' in holed.content.decode() and not PolicyDraft.objects.exists()
    checked = page.post(url, fields(rows_of(CONTENT), do="check"))
    assert "exactly one row" in checked.content.decode() and not PolicyDraft.objects.exists()
    wrong = page.post(url, fields(rows_of(CONTENT), **{"row-1-mrr_from": "5,000"}))
    assert wrong.status_code == 422
    twice = page.post(url, fields(rows_of(CONTENT), **{"row-1-id": "N1"}))
    assert "another row N1" in twice.content.decode()
    assert page.post(url, fields(rows_of(CONTENT))).status_code == 302
    assert PolicyDraft.objects.get().content["rows"] == content_of(rows_of(CONTENT), CONTENT)["rows"]


def test_the_draft_says_what_differs_and_whom_it_would_change(page, phase, pm, person, signed_in) -> None:
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    change_biller(biller=phase.biller, mrr_amount="4999.99", by=pm, now=NOW)
    operations.work_out_decision(phase=phase, by=system(), now=NOW)
    lee = person("cs_leader", name="Lee")
    made = draft(viewer_of(lee, source="page"), effective_date=date(2099, 1, 1))
    shown = page.get(reverse("transition:draft", args=[made.pk]))
    assert [row["change"] for row in shown.context["rows"]] == ["changed"] + [""] * 6
    assert (shown.context["impact"]["changed"], shown.context["impact"]["pending"]) == (1, 1)
    assert b"N1: Transition Success, 45 days" in shown.content
    operations.submit_draft(draft=made, by=viewer_of(lee, source="page"), now=NOW)
    assert b"Approve and publish" not in signed_in(lee).get(reverse("transition:draft", args=[made.pk])).content
    assert b"Approve and publish" in page.get(reverse("transition:draft", args=[made.pk])).content


def test_the_policy_page_says_each_row_in_words_and_answers_a_try(page) -> None:
    shown = page.get(reverse("transition:policy"), {"integration": "existing", "vertical": "tax", "mrr": "3000"})
    text = shown.content.decode()
    assert [row["id"] for row in shown.context["rows"] if row["is_hit"]] == ["E2"]
    assert "at least 30 days from go-live; then the account is evaluated" in text
    assert "A biller on an existing integration, with MRR under 3,000 USD gets Client Services help desk" in text
    assert "the first 2 for utilities, 3 for tax, 2 for others" in text
