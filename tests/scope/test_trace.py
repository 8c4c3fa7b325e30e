"""The trace: which promise has its line, where each line leads, and what leads nowhere before kickoff and before go-live."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.documents.operations import path_of
from pilotage.golive.queries import readiness
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.operations import load_shipped_playbook, start_project
from pilotage.scope import operations, queries, rules
from pilotage.scope.enums import Moment, Standing
from pilotage.scope.models import Keeps, Promise, ScopeLine, TraceLink
from pilotage.summaries.models import SummaryField
from pilotage.summaries.operations import ensure_summary
from pilotage.technical import operations as technical
from pilotage.technical.models import CheckItem
from pilotage.testing import operations as testing
from pilotage.testing.models import TestCase
from story import NOW

TODAY = NOW.date()


@pytest.fixture
def promise(phase, pm) -> Promise:
    return operations.add_promise(
        phase=phase, title="Wallets from day one", source="contract", reference="B 2.1", by=pm, now=NOW
    )


@pytest.fixture
def line(phase, promise, pm) -> ScopeLine:
    return operations.add_line(phase=phase, title="Two wallets on the web", promises=[promise], by=pm, now=NOW)


@pytest.fixture
def item(phase, pm) -> CheckItem:
    technical.begin_checklist(phase=phase, areas=["payments"], by=pm, now=NOW)
    return CheckItem.objects.everywhere().select_related("record", "biller", "phase__biller").get(code="PAY2")


@pytest.fixture
def case(phase, pm) -> TestCase:
    testing.begin_plan(phase=phase, kind="uat", by=pm, now=NOW)
    return TestCase.objects.everywhere().select_related("plan").get(code="T23")


def words(phase, moment: str) -> list[str]:
    return [one.words for one in queries.trace_of(phase.pk, TODAY).orphans(moment)]


def test_a_promise_without_a_line_and_a_line_without_a_promise_are_told_before_kickoff(phase, promise, pm) -> None:
    extra = operations.add_line(phase=phase, title="A kiosk", by=pm, now=NOW)
    assert words(phase, Moment.KICKOFF) == [
        "“Wallets from day one” was promised, and no scope line keeps it.",
        "“A kiosk” is in scope, and nobody promised it.",
    ]
    operations.keep_promise(line=extra, promise=promise, by=pm, now=NOW)
    assert words(phase, Moment.KICKOFF) == []
    operations.choose_promises(line=extra, promises=[], by=pm, now=NOW)
    assert len(words(phase, Moment.KICKOFF)) == 2 and not Keeps.objects.everywhere().exists()


def test_each_step_of_a_line_is_asked_for_before_go_live(phase, line, item, case, pm) -> None:
    assert words(phase, Moment.KICKOFF) == []
    assert (
        queries.standing_of_phase(phase.pk, TODAY)["missing"]
        == words(phase, Moment.GO_LIVE)
        == ["“Two wallets on the web”: no configuration and no test and no training and no KPI."]
    )
    operations.link_line(line=line, step="configuration", target=item, by=pm, now=NOW)
    operations.link_line(line=line, step="test", target=case, by=pm, now=NOW)
    operations.mark_not_needed(line=line, step="training", reason="Staff take no wallets", by=pm, now=NOW)
    operations.link_line(line=line, step="kpi", text="5 % of payments by wallet in month 6", by=pm, now=NOW)
    assert words(phase, Moment.GO_LIVE) == []
    one = queries.traced(line, TODAY)
    assert [one.standing(step) for step in ("configuration", "test", "training", "kpi")] == [
        "planned", "planned", "not_needed", "shown",
    ]  # fmt: skip


def test_what_fails_or_is_set_aside_breaks_the_line(phase, line, item, case, pm) -> None:
    operations.link_line(line=line, step="configuration", target=item, by=pm, now=NOW)
    operations.link_line(line=line, step="test", target=case, by=pm, now=NOW)
    for step in ("training", "kpi"):
        operations.mark_not_needed(line=line, step=step, reason="Agreed", by=pm, now=NOW)
    assert queries.standing_of_phase(phase.pk, TODAY)["missing"] == words(phase, Moment.GO_LIVE) == []
    technical.set_aside_item(item=item, reason="No bank filter", by=pm, now=NOW)
    testing.record_result(case=case, outcome="failed", note="Timeout", by=pm, now=NOW)
    assert words(phase, Moment.GO_LIVE) == ["“Two wallets on the web”: configuration and test failed or set aside."]
    assert queries.standing_of_phase(phase.pk, TODAY)["missing"] == words(phase, Moment.GO_LIVE)
    testing.record_result(case=case, outcome="passed", by=pm, now=NOW)
    assert queries.traced(line, TODAY).standing("test") == Standing.SHOWN


def test_a_training_is_a_task_of_the_plan_or_words(phase, line, pm) -> None:
    version = load_shipped_playbook(by=system(), now=NOW)
    start_project(phase=phase, playbook_version=version, kickoff_date=date(2026, 11, 9), by=pm, now=NOW)
    task = PlanTask.objects.everywhere().select_related("project").order_by("position").first()
    operations.link_line(line=line, step="training", target=task, by=pm, now=NOW)
    operations.link_line(line=line, step="training", text="Webinar for CSRs", by=pm, now=NOW)
    assert operations.link_line(line=line, step="training", target=task, by=pm, now=NOW) is None
    assert queries.traced(line, TODAY).standing("training") == Standing.PLANNED


def test_a_step_that_is_not_needed_becomes_needed_with_its_first_link(phase, line, case, pm) -> None:
    operations.mark_not_needed(line=line, step="test", reason="Seen elsewhere", by=pm, now=NOW)
    operations.link_line(line=line, step="test", target=case, by=pm, now=NOW)
    (link,) = TraceLink.objects.everywhere()
    assert link.test_case == case
    with pytest.raises(Refused, match="leads somewhere already"):
        operations.mark_not_needed(line=line, step="test", reason="Again", by=pm, now=NOW)
    operations.remove_link(link=link, by=pm, now=NOW)
    assert queries.traced(line, TODAY).standing("test") == Standing.MISSING


def test_links_into_another_phase_and_empty_ones_are_refused(phase, line, make_biller, pm) -> None:
    from pilotage.billers import operations as billers

    other = billers.add_phase(by=pm, now=NOW, biller=make_biller("Lake Power"))
    technical.begin_checklist(phase=other, areas=["ivr"], by=pm, now=NOW)
    foreign = CheckItem.objects.everywhere().filter(phase=other).first()
    theirs = operations.add_promise(phase=other, title="Theirs", source="sales", by=pm, now=NOW)
    for given, said in (({"step": "configuration", "target": foreign}, "another phase"),
                        ({"step": "test", "text": "By hand"}, "Choose test"),
                        ({"step": "kpi"}, "Name the KPI"), ({"step": "song", "text": "la"}, "no such step")):  # fmt: skip
        with pytest.raises(Refused, match=said):
            operations.link_line(line=line, by=pm, now=NOW, **given)
    with pytest.raises(Refused, match="another phase"):
        operations.keep_promise(line=line, promise=theirs, by=pm, now=NOW)
    assert not TraceLink.objects.everywhere().exists()


def test_dropped_lines_and_withdrawn_promises_ask_for_nothing(phase, promise, line, pm) -> None:
    operations.drop_line(line=line, reason="Agreed with Fay", by=pm, now=NOW)
    assert words(phase, Moment.KICKOFF) == ["“Wallets from day one” was promised, and no scope line keeps it."]
    operations.withdraw_promise(promise=promise, reason="Fay's mail of 2 Nov", by=pm, now=NOW)
    assert words(phase, Moment.GO_LIVE) == []
    operations.restore_line(line=line, by=pm, now=NOW)
    assert words(phase, Moment.KICKOFF) == ["“Two wallets on the web” is in scope, and nobody promised it."]
    assert queries.standing_of_phase(phase.pk, TODAY)["missing"] == words(phase, Moment.GO_LIVE)
    for run in (
        lambda: operations.withdraw_promise(promise=promise, reason="Twice", by=pm, now=NOW),
        lambda: operations.restore_line(line=line, by=pm, now=NOW),
        lambda: operations.drop_line(line=line, reason=" ", by=pm, now=NOW),
    ):
        with pytest.raises(Refused):
            run()


def test_who_may_not_write_and_who_was_overtaken(phase, line, pm, leader) -> None:
    with pytest.raises(Forbidden):
        operations.add_promise(phase=phase, title="X", source="sales", by=leader, now=NOW)
    seen = ScopeLine.objects.everywhere().select_related("record").get().record.version
    operations.change_line(line=line, title="Three wallets", by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.change_line(line=line, title="Four", expect=seen, by=pm, now=NOW)


FILE = b"""promise,source,reference,line,configuration,test,training,kpi
Wallets from day one,contract,B 2.1,Two wallets on the web,PAY2,UAT:T23,Webinar for CSRs,5 % by wallet
Same-day posting,Solution design,3.2,Posting file at 18:00,PAY2; pay4,t21,N/A: nothing changes,None open after a day
"""


def test_a_file_brings_promises_lines_and_links_once(phase, item, case, pm) -> None:
    def read():
        return operations.import_trace(phase=phase, name="scope.csv", stream=io.BytesIO(FILE), by=pm, now=NOW)

    assert read() == {"promises": 2, "lines": 2, "links": 8}
    assert words(phase, Moment.GO_LIVE) == []
    assert read() == {"promises": 0, "lines": 0, "links": 0}
    assert Promise.objects.everywhere().get(number=2).source == "solution_design"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"promise,line,test\nGood,Line,T23\nA,B,T999\n", "Row 3: There is no test case T999"),
     (b"promise,line,configuration\nA,B,ZZ\n", "no item of the checklist ZZ"),
     (b"promise,source\nA,rumour\n", "is no source"), (b"name\nA\n", "needs a column"),
     (b"promise,line,kpi\nA,,5 %\n", "Name the scope line"),
     (b"promise,line\n4111 1111 1111 1111,B\n", "card number"), (b"", "empty")],
)  # fmt: skip
def test_a_bad_file_is_refused_whole(phase, item, case, pm, content, said) -> None:
    with pytest.raises(Refused, match=said):
        operations.import_trace(phase=phase, name="scope.csv", stream=io.BytesIO(content), by=pm, now=NOW)
    assert not Promise.objects.everywhere().exists() and not ScopeLine.objects.everywhere().exists()


def test_the_scope_plan_is_kept_as_a_document_that_reads_back(phase, line, item, pm) -> None:
    operations.link_line(line=line, step="configuration", target=item, by=pm, now=NOW)
    file, paper = operations.keep_scope_plan(phase=phase, is_shared=True, by=pm, now=NOW)
    assert file.is_shared and file.subject_id == phase.pk and Event.objects.filter(kind="scope.plan_kept").exists()
    rows = list(load_workbook(io.BytesIO(path_of(file.stored_name).read_bytes())).active.iter_rows(values_only=True))
    assert rows[1][:5] == ("Wallets from day one", "contract", "B 2.1", "Two wallets on the web", "PAY2")
    said = PdfReader(path_of(paper.stored_name)).pages[0].extract_text()
    assert "Wallets from day one" in said and "Scope plan" in said
    with path_of(file.stored_name).open("rb") as stream:
        assert operations.import_trace(phase=phase, name="plan.xlsx", stream=stream, by=pm, now=NOW)["links"] == 0


def test_a_kept_plan_is_a_new_version_only_where_the_scope_changed(phase, line, pm) -> None:
    def keep(share=False):
        kept = operations.keep_scope_plan(phase=phase, is_shared=share, by=pm, now=NOW)
        return [(one.name.rpartition(".")[2], one.number, one.is_shared) for one in kept]

    assert keep() == keep() == [("xlsx", 1, False), ("pdf", 1, False)]
    assert keep(share=True) == [("xlsx", 1, True), ("pdf", 1, True)]
    operations.change_line(line=line, title="Three wallets", description="", by=pm, now=NOW)
    assert keep() == [("xlsx", 2, False), ("pdf", 2, False)]
    assert Event.objects.filter(kind="scope.plan_kept").count() == 2


def test_the_integration_summary_links_to_the_kept_plan(phase, line, pm) -> None:
    summary = ensure_summary(phase=phase, by=pm, now=NOW)
    operations.keep_scope_plan(phase=phase, by=pm, now=NOW)
    held = SummaryField.objects.everywhere().get(summary=summary, key="scope_plan")
    assert held.value == f"/records/{phase.pk}/documents/scope_plan/"


def test_nothing_promised_is_no_document(phase, pm) -> None:
    with pytest.raises(Refused, match="Nothing is written yet"):
        operations.keep_scope_plan(phase=phase, by=pm, now=NOW)


def test_the_gate_lists_orphans_of_a_phase_with_a_scope(phase, promise, pm) -> None:
    def gate(of):
        return {one["id"]: one for one in readiness(of, now=NOW)["gates"]}.get("scope")

    assert gate(phase)["missing"] == ["“Wallets from day one” was promised, and no scope line keeps it."]
    line = operations.add_line(phase=phase, title="Wallets", promises=[promise], by=pm, now=NOW)
    for step in ("configuration", "test", "training", "kpi"):
        assert gate(phase)["state"] == "blocked"
        operations.mark_not_needed(line=line, step=step, reason="Sold as it is", by=pm, now=NOW)
    assert (gate(phase)["state"], gate(phase)["evidence"]) == ("pass", "Promises: 1, scope lines: 1.")
    operations.drop_line(line=line, reason="Agreed", by=pm, now=NOW)
    operations.withdraw_promise(promise=promise, reason="Agreed", by=pm, now=NOW)
    assert gate(phase) is None


@pytest.mark.parametrize(
    ("links", "stands"),
    [([], "missing"), (["planned"], "planned"), (["shown", "planned"], "planned"), (["shown", "broken"], "broken"), (["shown"], "shown"),
     (["not_needed"], "not_needed"), (["not_needed", "shown"], "shown")],
)  # fmt: skip
def test_the_worst_link_decides_a_step(links, stands) -> None:
    assert rules.step_standing(links) == stands
