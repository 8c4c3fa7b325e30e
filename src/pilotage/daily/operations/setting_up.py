"""Sets checks up on live phases, changes, pauses and resumes them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.enums import Stage
from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.daily import engine
from pilotage.daily.enums import KIND_NAMES, ROLES, Kind
from pilotage.daily.models import CheckSource, DailyCheck
from pilotage.daily.permissions import require_writer
from pilotage.daily.queries import rhythm_of
from pilotage.daily.rules.slots import clock
from pilotage.verification.operations.folders import inbox
from pilotage.work.texts import no_card

PAUSED = "daily.check_paused"
RESUMED = "daily.check_resumed"
#: role → {spec, side} of a verification, or {folder, pattern}, or nothing: by hand.
Sources = Mapping[str, Mapping[str, Any]]


def set_up_check(*, phase: Phase, kind: str, sources: Sources, by: Viewer, now: datetime, **fields: Any) -> DailyCheck:
    """A check on a live phase; the first day is the one whose files are due next.

    Refuses a phase that isn't live, a name twice, a spec that `tally` doesn't take, no day of the week, and a way out of the inbox.
    Also: event `daily.dailycheck_created`.
    """
    require_writer(by)
    if kind not in KIND_NAMES:
        raise Refused(_("Choose what is checked."), field="kind")
    if phase.went_live_date is None or phase.stage == Stage.CANCELLED:
        raise Refused(_("%(phase)s isn't live. Daily checks begin with the go-live.") % {"phase": phase})
    given = _cleaned(phase, kind, None, fields)
    with change(by=by, now=now) as c:
        row = DailyCheck(biller_id=phase.biller_id, phase=phase, **given)
        made = c.create(
            DailyCheck, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, kind=kind, begins_on=_first_day(row, now), **given
        )  # fmt: skip
        _keep_sources(c, made, sources)
        return made


def change_check(
    *, check: DailyCheck, sources: Sources | None = None, expect: int | None = None, by: Viewer, now: datetime, **fields: Any
) -> bool:  # fmt: skip
    """Sets name, spec, times, days, alarm, owner and sources. Days that have run stay as they are.

    Refuses as setting up does. Raises `Stale`. Also: event `daily.dailycheck_changed`.
    """
    require_writer(by)
    given = _cleaned(check.phase, check.kind, check, fields)
    with change(by=by, now=now) as c:
        done = c.save(check, expect=expect, **given)
        if sources is not None:
            done = _keep_sources(c, check, sources) or done
        return done


def change_by_values(
    *, check: DailyCheck, values: dict[str, Any], sources: Sources | None, is_paused: bool | None, expect: int | None, by: Viewer,
    now: datetime,
) -> None:  # fmt: skip
    """New words, sources, and whether it is paused, in one change, as programs send them. Refuses and raises as each does."""
    require_writer(by)
    with change(by=by, now=now):
        change_check(check=check, sources=sources, expect=expect, by=by, now=now, **values)
        if is_paused is not None and is_paused != check.is_paused:
            (pause_check if is_paused else resume_check)(check=check, by=by, now=now)


def pause_check(*, check: DailyCheck, by: Viewer, now: datetime) -> bool:
    """It runs no more until it is resumed; days meanwhile are left out. Also: event `daily.check_paused`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        return c.save(check, kind=PAUSED, is_paused=True)


def resume_check(*, check: DailyCheck, by: Viewer, now: datetime) -> bool:
    """It runs again with the files that are due next. Also: event `daily.check_resumed`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        return c.save(check, kind=RESUMED, is_paused=False, begins_on=_first_day(check, now))


def _first_day(check: DailyCheck, now: datetime) -> date:
    """Today, or the next day where today's files were due already: nobody was told of them."""
    rhythm = rhythm_of(check)
    today = rhythm.today(now)
    return rhythm.on_or_after(today if now <= rhythm.due_at(today) else today + timedelta(days=1))


def _cleaned(phase: Phase, kind: str, held: DailyCheck | None, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are kept. Refuses in words, by field."""
    if "name" in fields:
        fields["name"] = " ".join(str(fields["name"]).split())[:120]
        no_card(fields["name"], field="name")
        if not fields["name"]:
            raise Refused(_("Give it a name, such as “Daily posting”."), field="name")
        same = DailyCheck.objects.everywhere().filter(phase=phase, name__iexact=fields["name"])
        if same.exclude(pk=held.pk if held else None).exists():
            raise Refused(_("This phase has a check of that name."), field="name")
    for name in ("due_time", "cut_off"):
        if fields.get(name) or (name == "due_time" and name in fields):
            fields[name] = _time(fields[name], name)
    if "weekdays" in fields:
        fields["weekdays"] = sorted({int(day) for day in fields["weekdays"]} & set(range(7)))
        if not fields["weekdays"]:
            raise Refused(_("Choose at least one day of the week."), field="weekdays")
    for name, least, most in (("look_back", 1, 31), ("alarm_days", 0, 60)):
        if name in fields and not least <= int(fields[name]) <= most:
            raise Refused(_("Choose from %(a)d to %(b)d days.") % {"a": least, "b": most}, field=name)
    _check_spec(phase, kind, held, fields)
    return fields


def _time(text: Any, field: str) -> str:
    try:
        return f"{clock(str(text).strip()):%H:%M}"
    except ValueError:
        raise Refused(_("Write a time of the day such as 07:00."), field=field) from None


def _check_spec(phase: Phase, kind: str, held: DailyCheck | None, fields: dict[str, Any]) -> None:
    spec = fields.get("spec", held.spec if held else None)
    text = str(fields.get("spec_text", held.spec_text if held else "")).strip()
    if "spec_text" in fields:
        no_card(text, field="spec_text")
        if len(text) > 100_000:
            raise Refused(_("The spec is too long."), field="spec_text")
        fields["spec_text"] = text
    if spec is not None and (kind != Kind.BALANCE or spec.biller_id != phase.biller_id):
        raise Refused(_("Choose a verification of this biller."), field="spec")
    if kind == Kind.BALANCE and spec is None and not text:
        raise Refused(_("Choose a verification, or write its spec."), field="spec")
    if kind == Kind.BALANCE and spec is not None:
        return
    if problem := engine.spec_problem(kind, text):
        raise Refused(_("The spec isn't taken: %(why)s") % {"why": problem}, field="spec_text")


def _keep_sources(c: Change, check: DailyCheck, sources: Sources) -> bool:
    unknown = sorted(set(sources) - set(ROLES[check.kind]))
    if unknown:
        words = _("This check has no file “%(role)s”. It has: %(all)s.")
        raise Refused(words % {"role": unknown[0], "all": ", ".join(ROLES[check.kind])}, field="sources")
    held = {one.role: one for one in CheckSource.objects.everywhere().filter(check_of=check)}
    done = False
    for role in ROLES[check.kind]:
        fields = _source(check, role, sources.get(role) or {})
        if role in held:
            done = c.save(held[role], **fields) or done
        else:
            c.create(CheckSource, scope=check.biller_id, biller_id=check.biller_id, check_of=check, role=role, **fields)
            done = True
    return done


def _source(check: DailyCheck, role: str, given: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"spec": None, "side": "", "folder": "", "pattern": "", "problem": ""}
    spec = given.get("spec")
    if spec is not None:
        if spec.biller_id != check.biller_id or given.get("side") not in ("left", "right"):
            raise Refused(_("Choose a verification of this biller."), field=f"{role}_from")
        return found | {"spec": spec, "side": given["side"]}
    if not given.get("folder"):
        return found
    path = PurePosixPath(str(given["folder"]).strip().strip("/"))
    parts, pattern = path.parts, str(given.get("pattern") or "").strip()
    if not parts or any(_leads_out(part) for part in parts) or not pattern or "/" in pattern or "\\" in pattern:
        words = _("Name a folder inside the inbox and the files in it, such as hill-water/daily/POST*.csv.")
        raise Refused(words, field=f"{role}_folder")
    _make(parts, f"{role}_folder")
    return found | {"folder": "/".join(parts)[:200], "pattern": pattern[:120]}


def _leads_out(part: str) -> bool:
    return part == ".." or part.startswith((".", "~")) or "\\" in part or "*" in part


def _make(parts: Iterable[str], field: str) -> None:
    try:
        inbox().joinpath(*parts).mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise Refused(_("The folder can't be made: %(why)s.") % {"why": why.strerror}, field=field) from None
