"""Raises entries, changes their words and scores, and gives them to people."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.raid import rules
from pilotage.raid.enums import KIND_NAMES, PARTY_NAMES, RESPONSE_NAMES, Kind, Party
from pilotage.raid.models import RaidEntry
from pilotage.raid.permissions import require_writer
from pilotage.work.texts import no_card

TEXTS = ("title", "description", "trigger", "response_text")
LIMITS = {"title": 200, "trigger": 300}


def raise_entry(
    *,
    phase: Phase,
    kind: str,
    title: str,
    impact: int,
    likelihood: int | None = None,
    description: str = "",
    party: str = Party.US,
    owner: User | None = None,
    trigger: str = "",
    response: str = "",
    response_text: str = "",
    strikes_on: date | None = None,
    due_date: date | None = None,
    review_date: date | None = None,
    came_from: RaidEntry | None = None,
    seed: str = "",
    by: Viewer,
    now: datetime,
) -> RaidEntry:
    """Writes an entry into a phase's log; without a review date one is set by its rating.

    Refuses an unknown kind, no title, numbers outside 1 to 5, a risk without a likelihood, and card numbers. Also: event
    `raid.raidentry_created`; the owner is told.
    """
    require_writer(by)
    if kind not in KIND_NAMES:
        raise Refused(
            _("Choose what this is: a risk, an assumption, an issue, a decision or a dependency."), field="kind"
        )
    given = {"title": title, "description": description, "trigger": trigger, "response_text": response_text}
    words = _texts(given)
    scored = _scored(kind, likelihood, impact)
    _check_choices(party, response)
    today = _today(phase, now)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=phase.pk)  # one writer of a log at a time: numbers have no gaps
        entry = c.create(
            RaidEntry, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, kind=kind, number=_next(phase, kind),
            party=party, owner=owner, response=response, strikes_on=strikes_on, due_date=due_date,
            review_date=review_date or rules.next_review(scored["score"], today, strikes_on), raised_at=now,
            came_from=came_from, seed=seed, **words, **scored,
        )  # fmt: skip
        _tell_owner(entry, by, now)
        return entry


def change_entry(*, entry: RaidEntry, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Sets words, party, owner, dates, response, likelihood and impact; the score follows. False when all was so already.

    Refuses as `raise_entry` does, and closed entries. Raises `Stale`. Also: event `raid.raidentry_changed`; a new owner is
    told.
    """
    require_writer(by)
    words = _texts({name: fields.pop(name) for name in TEXTS if name in fields})
    _check_choices(fields.get("party", entry.party), fields.get("response", entry.response))
    likelihood = fields.pop("likelihood", entry.likelihood)
    scored = _scored(entry.kind, likelihood, fields.pop("impact", entry.impact))
    with change(by=by, now=now) as c:
        if entry.closed_at is not None:
            raise Refused(_("%(code)s is closed. Reopen it to change it.") % {"code": entry.code})
        had = entry.owner_id
        done = c.save(entry, expect=expect, **words, **scored, **fields)
        if entry.owner_id != had:
            _tell_owner(entry, by, now)
        return done


def assign_entries(*, entries: Iterable[RaidEntry], owner: User | None, by: Viewer, now: datetime) -> int:
    """Gives several to one person: all, or none. Closed ones are left out. Returns how many changed hands."""
    require_writer(by)
    done = 0
    with change(by=by, now=now):
        for entry in entries:
            if entry.closed_at is None and entry.owner_id != (owner.pk if owner else None):
                done += change_entry(entry=entry, owner=owner, by=by, now=now)
    return done


def _next(phase: Phase, kind: str) -> int:
    last = RaidEntry.objects.everywhere().filter(phase=phase, kind=kind).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _texts(given: dict[str, str]) -> dict[str, str]:
    found = {}
    for name, text in given.items():
        text = " ".join(text.split()) if name in LIMITS else text.strip()
        no_card(text, field=name)
        if name == "title" and not text:
            raise Refused(_("Say in one line what this is about."), field="title")
        if len(text) > LIMITS.get(name, 20_000):
            raise Refused(_("Keep this to %(n)d signs.") % {"n": LIMITS.get(name, 20_000)}, field=name)
        found[name] = text
    return found


def _scored(kind: str, likelihood: int | None, impact: int) -> dict[str, Any]:
    if not 1 <= impact <= 5:
        raise Refused(_("The impact is a number from 1 to 5."), field="impact")
    if kind not in rules.UNSURE:
        likelihood = None
    elif likelihood is None and kind == Kind.RISK:
        raise Refused(_("Say how likely the risk is, from 1 to 5."), field="likelihood")
    if likelihood is not None and not 1 <= likelihood <= 5:
        raise Refused(_("The likelihood is a number from 1 to 5."), field="likelihood")
    points = rules.score(kind, likelihood, impact)
    return {"likelihood": likelihood, "impact": impact, "score": points, "rating": rules.rating(points)}


def _check_choices(party: str, response: str) -> None:
    if party not in PARTY_NAMES:
        raise Refused(_("Say which party has to act."), field="party")
    if response and response not in RESPONSE_NAMES:
        raise Refused(_("Choose how the risk is met."), field="response")


def _today(phase: Phase, now: datetime) -> date:
    return now.astimezone(ZoneInfo(phase.biller.time_zone)).date()


def _tell_owner(entry: RaidEntry, by: Viewer, now: datetime) -> None:
    tell(
        users=[entry.owner],
        kind="raid_assigned",
        text=f"{entry.code} “{entry.title}” of {entry.phase} is yours.",
        url=f"/raid/{entry.pk}/",
        record=entry.record,
        key=f"raid:{entry.pk}:{entry.owner_id}",
        by=by,
        now=now,
    )
