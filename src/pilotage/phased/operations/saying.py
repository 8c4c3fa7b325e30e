"""A person confirms that a biller is phased, or takes it back."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.enums import Stage
from pilotage.billers.models import Biller, Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.phased import rules
from pilotage.phased.models import Standing
from pilotage.phased.operations.sharing import share_work
from pilotage.phased.permissions import require_sayer
from pilotage.phased.queries import facts_of, standing_of
from pilotage.raci.enums import Work
from pilotage.work.texts import no_card

CONFIRMED = "phased.confirmed"
TAKEN_BACK = "phased.taken_back"
#: What is owed as soon as implementation and production are one front.
FIRST = {
    Work.TRAIN: "Train %(biller)s on how to open cases",
    Work.REPORT: "Make the report of all cases of %(biller)s from the template, and share its link",
    Work.CLIENT_MEETING: "Agree with %(biller)s and the TSM how often production cases are reviewed in your calls",
}


def say_phased(
    *, biller: Biller, is_phased: bool, reason: str = "", expect: int | None = None, by: Viewer, now: datetime
) -> Standing:
    """From now on the biller is treated as phased, or no longer; the signs are kept as they are.

    Refuses to say again what holds, to take back without a reason, and to confirm where nothing is live. Raises `Stale`. Also: event
    `phased.confirmed` or `phased.taken_back`; the biller's phases are marked; the first duties are shared out.
    """
    require_sayer(by)
    words = " ".join(reason.split())[:300]
    no_card(words, field="reason")
    facts = facts_of([biller.pk], now)[biller.pk]
    if is_phased and not any(phase.went_live_on for phase in facts.phases):
        raise Refused(_("Nothing of this biller is live yet, so there is no production to share the front with."))
    if not is_phased and not words:
        raise Refused(_("Say why, so that the team knows what changes."), field="reason")
    found = [
        {"sign": str(one.sign), "holds": one.holds, "evidence": list(one.evidence)}
        for one in rules.signs(facts, now.date())
    ]
    said = {"is_phased": is_phased, "reason": words, "signs": found, "said_by_name": by.name, "said_at": now}
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=biller.pk)
        kept = standing_of(by, biller.pk)
        if (kept.is_phased if kept is not None else False) == is_phased:
            raise Refused(_("Somebody said so already. Look at it again."))
        kind = CONFIRMED if is_phased else TAKEN_BACK
        if kept is None:
            kept = c.create(Standing, scope=biller.pk, biller=biller, event=kind, note=words, **said)
        else:
            c.save(kept, expect=expect, kind=kind, note=words, **said)
        phases = list(
            Phase.objects.everywhere().filter(biller=biller).exclude(stage=Stage.CANCELLED).order_by("number")
        )
        for phase in phases:
            c.save(phase, is_phased=is_phased)
        if is_phased:
            for work, title in FIRST.items():
                share_work(
                    biller_id=biller.pk, phase=None, work=work, subject=biller.record, key=f"first:{int(work)}",
                    title=title % {"biller": biller.name}, by=by, now=now,
                )  # fmt: skip
        return kept
