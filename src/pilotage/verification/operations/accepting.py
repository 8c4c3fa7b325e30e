"""Accepts groups of differences: one person with a reason, and for money a second one."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.verification.enums import RunState, Verdict
from pilotage.verification.models import Acceptance, Run
from pilotage.verification.operations.inventory import judge_fields
from pilotage.verification.permissions import require_writer
from pilotage.verification.queries import accepted_groups
from pilotage.verification.rules import results
from pilotage.work.texts import no_card

ACCEPTED = "verification.difference_accepted"
CONFIRMED = "verification.acceptance_confirmed"
WITHDRAWN = "verification.acceptance_withdrawn"
RUN_ACCEPTED = "verification.run_accepted"
RUN_OPEN_AGAIN = "verification.run_open_again"


def accept_group(*, run: Run, field: str, reason: str, because: str, by: Viewer, now: datetime) -> Acceptance:
    """These differences may stay, and why. Of a money field it holds only once a second person confirms it.

    Refuses without a reason, a group that isn't there or is accepted, and a run that isn't over. Also: event
    `verification.difference_accepted`, and `verification.run_accepted` when nothing is open any more.
    """
    require_writer(by)
    text = " ".join(because.split())
    no_card(text, field="because")
    if not text:
        raise Refused(_("Say why these differences may stay."), field="because")
    if len(text) > 300:
        raise Refused(_("Keep this to 300 signs."), field="because")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=run.pk)
        group = next((one for one in results.groups(run.result) if one.key == (field, reason)), None)
        if run.state != RunState.DONE or group is None:
            raise Refused(_("There is no such difference in this run."))
        if Acceptance.objects.everywhere().filter(run=run, field=field, reason=reason).exists():
            raise Refused(_("This is accepted already."))
        made = c.create(
            Acceptance, scope=run.biller_id, event=ACCEPTED, biller_id=run.biller_id, run=run, field=field, reason=reason,
            because=text, needs_second=group.is_money, made_by_id=by.user_id, made_by_name=by.name, made_at=now,
        )  # fmt: skip
        _settle(c, run)
        return made


def confirm_acceptance(*, acceptance: Acceptance, by: Viewer, now: datetime) -> None:
    """The second person's yes. Refuses the one who accepted, and what needs none or has it. Also: `verification.acceptance_confirmed`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=acceptance.run_id)
        if not acceptance.needs_second or acceptance.second_at is not None:
            raise Refused(_("This needs no second yes."))
        if by.user_id is not None and acceptance.made_by_id == by.user_id:
            raise Refused(_("You accepted this yourself. Ask a colleague for the second yes."))
        c.save(acceptance, kind=CONFIRMED, second_by_id=by.user_id, second_by_name=by.name, second_at=now)
        _settle(c, acceptance.run)


def withdraw_acceptance(*, acceptance: Acceptance, by: Viewer, now: datetime) -> None:
    """It is open again. Also: event `verification.acceptance_withdrawn`, and `verification.run_open_again`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        run = acceptance.run
        Record.objects.select_for_update().get(pk=run.pk)
        c.remove(acceptance, kind=WITHDRAWN)
        _settle(c, run)


def _settle(c: Change, run: Run) -> None:
    verdict, open_groups = results.verdict(results.groups(run.result), accepted_groups(run))
    was = run.verdict
    kind = None
    if verdict != was:
        kind = RUN_ACCEPTED if verdict == Verdict.ACCEPTED else RUN_OPEN_AGAIN
    accepted_at = c.now if verdict == Verdict.ACCEPTED else None
    c.save(run, kind=kind, verdict=verdict, open_groups=open_groups, accepted_at=accepted_at)
    judge_fields(c, run)
