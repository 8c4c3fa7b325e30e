"""Two billers of the sample are live and still being built for: one was confirmed, and its team differs from the house in a row."""

from datetime import datetime, time, timedelta

from pilotage.billers.models import Biller, Phase
from pilotage.core.models import Event
from pilotage.core.viewer import Viewer
from pilotage.escalation.operations import ask_expert, escalate, save_expert, save_policy
from pilotage.people.queries import users_with_role
from pilotage.phased.operations import say_phased, share_case, share_case_report
from pilotage.phased.queries import candidates
from pilotage.phased.queries.case_reports import readers_of
from pilotage.portfolio.cast import Cast
from pilotage.raci.enums import Work
from pilotage.raci.models import Share
from pilotage.raci.operations import answer_question, save_phase_matrix
from pilotage.raci.queries import cells_of
from pilotage.support.enums import Category, Severity
from pilotage.support.models import Case
from pilotage.support.operations import open_case

ROW = {"pm": "I", "im": "R", "tsm": "A", "csm": "I"}


def stand_as_one_front(*, now: datetime) -> None:
    """A PM confirmed the first of them four days ago; since then its cases are shared out by the matrix."""
    cast = Cast()
    biller = (
        Biller.objects.visible_to(cast.viewer("pm"))
        .filter(pk__in=candidates(cast.viewer("pm"), {}).values("pk"))
        .first()
    )
    phase = (
        None
        if biller is None
        else Phase.objects.everywhere().filter(biller=biller, went_live_date__isnull=False).first()
    )
    if biller is None or phase is None:
        return
    pm, at = cast.carer(phase, "pm"), now - timedelta(days=4)
    say_phased(
        biller=biller, is_phased=True, reason="Commercial lines follow; the client wants one team.", by=pm, now=at
    )
    cells = cells_of(phase.pk) | {str(int(Work.CLOSE)): dict(ROW)}
    save_phase_matrix(
        phase=phase,
        cells=cells,
        reason="The IM has the access to correct postings.",
        by=pm,
        now=at + timedelta(hours=1),
    )
    tsm, then = cast.carer(phase, "tsm"), now - timedelta(days=1)
    case = open_case(
        biller=biller, phase=phase, title="Premiums of two agents post to one account", severity=int(Severity.HIGH),
        category=Category.PAYMENT, reported_by="Their finance lead, by phone", by=tsm, now=then,
    )  # fmt: skip
    # Under the key of the event, as the reaction to it does, so that it is owed once.
    opened = Event.objects.filter(record_id=case.pk).earliest("seq")
    share_case(case=case, work=Work.TRIAGE, key=str(opened.seq), title=f"Bring {case} to triage", by=tsm, now=then)
    _ask_for_help(cast, case, tsm, then)
    if readers := readers_of(biller.pk):
        share_case_report(biller=biller, readers=readers, days=90, by=tsm, now=then)
    asked = (
        Share.objects.everywhere().filter(duty__number=int(Work.CLIENT_MEETING), letter="C", duty__phase=phase).first()
    )
    if asked is not None and asked.person is not None:
        answer_question(
            share=asked, answer="Every second Thursday fits their close.", by=cast.carer(phase, "im"), now=then
        )


def _ask_for_help(cast: Cast, case: Case, tsm: Viewer, at: datetime) -> None:
    """An expert is asked, and the case climbs client services' levels."""
    leader, sme = cast.viewer("cs_leader"), users_with_role("sme").first()
    if sme is not None:
        expert = save_expert(
            area="Posting files", person=sme, backup=None, begins=time(9), ends=time(17), remark="", is_retired=False,
            by=leader, now=at,
        )  # fmt: skip
        ask_expert(
            subject=case.record, biller=case.biller, expert=expert, by=tsm, now=at,
            question="Two agents share one account number since the last file. Is the layout of column 7 right?",
        )  # fmt: skip
    levels = [{"hours": 0, "role": "tsm"}, {"hours": 4, "role": "tsm_manager"}, {"hours": 16, "role": "cs_leader"}]
    policy = save_policy(
        department="Client services", levels=levels, severity_from=int(Severity.CRITICAL), by=leader, now=at
    )
    escalate(case=case, policy=policy, reason="Commissions are paid on Friday.", by=tsm, now=at)
