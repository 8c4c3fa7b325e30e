"""How the sample's people prove data: verifications of two billers, with mappings, signatures and files."""

import io
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.verification.models import Finding, Run, Spec
from pilotage.verification.operations import (
    accept_group,
    assign_fields,
    begin_inventory,
    begin_spec,
    carry_out,
    leave_out_fields,
    move_finding,
    raise_finding,
    receive_file,
    set_folder,
    sign_version,
    start_run,
)
from pilotage.verification.queries import fields_of, inventory_of, newest_version, run_for
from pilotage.verification.rules.results import groups
from pilotage.verification.sampling import read_sample
from pilotage.work.models import Task

Step = tuple[date, Callable[[datetime], None]]
NAMES = ("Ann Lee", "Bo Diaz", "Cy Wu", "Di Roy", "Ed Ngo", "Flo Kent", "Gus Hart", "Hal Ito", "Ida Moss", "Jo Park")
LEFT = "ACCT_NO,CUST_NAME,BAL_AMT,BILL_DT,DUE_DT,RATE_CD,STATUS_CD,AUTOPAY,METER_NO"
RIGHT = "accountNumber,customerName,balanceAmount,billDate,dueDate,rateCode,status,autoPay,email"


def verifying_steps(phase: Phase, place: int, target: date, person: Callable[[str], Viewer]) -> list[Step]:
    """Days and what happened on them."""
    if place % 8 != 2 or phase.integration_id is None:
        return []
    os, im = person("os"), person("im")
    return [
        (target - timedelta(days=48), partial(_begin, phase, place, os)),
        (target - timedelta(days=44), partial(_sign, phase, os, im)),
        (target - timedelta(days=42), partial(_list_fields, phase, os)),
        (target - timedelta(days=40), partial(_compare, phase, place, False, os)),
        (target - timedelta(days=39), partial(_follow_up, phase, os, im)),
        (target - timedelta(days=30), partial(_compare, phase, place, True, os)),
        (target - timedelta(days=29), partial(_close, phase, os)),
    ]


def extracts(seed: int, rows: int = 60, *, is_clean: bool = False) -> tuple[str, str]:
    """Two extracts of the same accounts. Unless clean: a late fee that one side lacks, a few stale dates, a missing account."""
    dice = random.Random(seed)
    left, right = [LEFT], [RIGHT]
    for n in range(rows):
        number, name, rate = f"{10_000_000 + seed * 1000 + n}", f"{NAMES[n % 10]} {n // 10 + 1}", f"R{n % 4 + 1}"
        cents, day = dice.randrange(0, 40_000), 1 + n % 27
        status, autopay = ("A", "C")[n % 13 == 12], dice.random() < 0.3
        left.append(
            f"{number},{name.upper() if n % 3 else name},{cents // 100}.{cents % 100:02},2026-10-{day:02},2026-11-{day:02},{rate},"
            f"{status},{'Y' if autopay else 'N'},M{n:05}"
        )
        off = 750 if rate == "R2" and not is_clean else 0
        shown = day if is_clean or n % 19 else day + 1
        if is_clean or n != 41:
            right.append(
                f"{number},{name},{(cents + off) // 100}.{(cents + off) % 100:02},10/{day:02}/2026,11/{shown:02}/2026,{rate},"
                f"{status},{'true' if autopay else 'false'},c{n}@example.com"
            )
    return "\n".join(left) + "\n", "\n".join(right) + "\n"


def _begin(phase: Phase, place: int, by: Viewer, at: datetime) -> None:
    integration = phase.integration
    if integration is None or Spec.objects.everywhere().filter(integration=integration).exists():
        return
    left, right = (io.BytesIO(text.encode()) for text in extracts(place))
    system = integration.product.product if integration.product else "CIS"
    begin_spec(
        integration=integration, name="Accounts and balances", left_name=f"{system} extract", right_name="Platform extract",
        left=read_sample(left, "accounts.csv", field="left"), right=read_sample(right, "platform.csv", field="right"), by=by, now=at,
    )  # fmt: skip


def _spec(phase: Phase) -> Spec | None:
    rows = Spec.objects.everywhere().filter(integration=phase.integration_id).select_related("record", "biller")
    found: Spec | None = rows.first()
    return found


def _sign(phase: Phase, os: Viewer, im: Viewer, at: datetime) -> None:
    spec = _spec(phase)
    if spec is None:
        return
    version = newest_version(spec)
    sign_version(version=version, side="os", by=os, now=at)
    sign_version(version=version, side="im", by=im, now=at)
    remark = f"Mail of {at:%-d %b %Y}"
    sign_version(version=version, side="biller_it", name="Tim Cole", remark=remark, by=im, now=at)


def _list_fields(phase: Phase, by: Viewer, at: datetime) -> None:
    """The list of data fields: what the extracts do not hold follows in a later phase; the mapping task closes with the rest."""
    if _spec(phase) is None or inventory_of(phase.pk) is not None:
        return
    inventory = begin_inventory(phase=phase, by=by, now=at)
    leave_out_fields(fields=fields_of(inventory).filter(spec=None), reason="Follows in the next phase.", by=by, now=at)
    owner = User.objects.filter(pk=by.user_id or 0).first()
    rows = fields_of(inventory).filter(is_needed=True)
    assign_fields(fields=rows, owner=owner, by=by, now=at)
    task = Task.objects.everywhere().filter(biller=phase.biller_id, title__startswith="Data mapping workbook").first()
    if task is not None:
        assign_fields(fields=rows, task=task, by=by, now=at)


def _compare(phase: Phase, place: int, is_clean: bool, by: Viewer, at: datetime) -> None:
    """Two files come and are compared: the first ones differ, the second ones hardly."""
    spec = _spec(phase)
    if spec is None:
        return
    for side, text in zip(("left", "right"), extracts(place, is_clean=is_clean), strict=True):
        name = f"{side}-{at:%Y%m%d}.csv"
        receive_file(spec=spec, side=side, name=name, stream=io.BytesIO(text.encode()), by=by, now=at)
    run = start_run(spec=spec, by=by, now=at)
    carry_out(run=run_for(by, run.pk), tell_progress=lambda done, total: None, by=by, now=at + timedelta(minutes=1))
    if not is_clean:
        set_folder(spec=spec, side="right", folder=f"{spec.biller.external_id}/right", pattern="*.csv", by=by, now=at)


def _newest(phase: Phase) -> Run | None:
    rows = Run.objects.everywhere().filter(spec__integration=phase.integration_id, state="done")
    found: Run | None = rows.select_related("spec", "record", "biller").order_by("-number").first()
    return found


def _follow_up(phase: Phase, os: Viewer, im: Viewer, at: datetime) -> None:
    """The late fee becomes a finding; the shifted dates are accepted."""
    run = _newest(phase)
    if run is None:
        return
    owner = User.objects.filter(pk=im.user_id or 0).first()
    for group in groups(run.result):
        if group.is_money:
            raise_finding(
                run=run, field=group.field, reason=group.reason, title=f"{group.field} differs on {group.count} accounts", owner=owner,
                description="All of them stand at rate R2: the late fee is missing on one side.", by=os, now=at,
                due_date=(at + timedelta(days=7)).date(),
            )  # fmt: skip
        elif group.field:
            because = "The platform counts from the day after; agreed with finance."
            accept_group(run=run, field=group.field, reason=group.reason, because=because, by=os, now=at)


def _close(phase: Phase, by: Viewer, at: datetime) -> None:
    """The second files agree: what was found is closed."""
    for finding in Finding.objects.everywhere().filter(spec__integration=phase.integration_id, closed_at=None):
        move_finding(finding=finding, to="closed", outcome="The fee was loaded; the next run agrees.", by=by, now=at)
