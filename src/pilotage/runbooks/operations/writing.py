"""Begins, writes and publishes runbooks; tells owners of reviews."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused, Stale
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.runbooks import rules
from pilotage.runbooks.models import Runbook, RunbookSection, RunbookVersion
from pilotage.runbooks.permissions import require_may_write
from pilotage.runbooks.queries import due_for_review

PUBLISHED = "runbooks.version_published"
DRAFTED = "runbooks.draft_begun"
DISCARDED = "runbooks.draft_discarded"
FIELDS = ("chapter", "heading", "body", "steps", "is_internal")


def begin_runbook(
    *,
    name: str,
    description: str = "",
    owner: User | None = None,
    review_date: date | None = None,
    by: Viewer,
    now: datetime,
) -> RunbookVersion:
    """A runbook with the draft of its first version. Refuses a name that is taken. Also: event `runbooks.draft_begun`."""
    require_may_write(by)
    title = " ".join(name.split())
    key = slugify(title)[:50]
    if not key or Runbook.objects.filter(slug=key).exists():
        raise Refused(_("There is a runbook of this name, or it has no letters. Choose another name."), field="name")
    with change(by=by, now=now) as c:
        made = c.create(Runbook, slug=key, name=title, description=description, owner=owner, review_date=review_date)
        return _new_version(c, made, "1.0")


def change_runbook(*, runbook: Runbook, by: Viewer, now: datetime, expect: int | None = None, **fields: Any) -> bool:
    """Name, description, owner, review date, whether billers read it, its playbook. Raises `Stale`."""
    require_may_write(by)
    with change(by=by, now=now) as c:
        return c.save(runbook, expect=expect, **fields)


def begin_draft(*, runbook: Runbook, by: Viewer, now: datetime) -> RunbookVersion:
    """The open draft, else a copy of the newest version to write on. Also: event `runbooks.draft_begun`."""
    require_may_write(by)
    with change(by=by, now=now) as c:
        held = Runbook.objects.select_for_update(of=("self",)).get(pk=runbook.pk)
        newest = held.versions.first()
        if newest is not None and not newest.is_published:
            return newest
        made = _new_version(c, held, rules.next_number(newest.number) if newest is not None else "1.0")
        if newest is not None:
            RunbookSection.objects.bulk_create(
                RunbookSection(version=made, position=one.position, **{name: getattr(one, name) for name in FIELDS})
                for one in newest.sections.all()
            )
        return made


def _new_version(c: Change, runbook: Runbook, number: str) -> RunbookVersion:
    return c.create(RunbookVersion, event=DRAFTED, runbook=runbook, number=number, author=c.by.name, made_at=c.now)


def save_section(
    *,
    version: RunbookVersion,
    section: RunbookSection | None = None,
    seen: int = 0,
    by: Viewer,
    now: datetime,
    **fields: Any,
) -> RunbookSection:
    """A new section at the end of its chapter, or a section written anew. Raises `Stale` when somebody wrote it since `seen`."""
    require_may_write(by)
    with change(by=by, now=now) as c:
        draft = _draft(version)
        if section is None:
            last = draft.sections.filter(chapter=fields["chapter"]).aggregate(last=Max("position"))["last"]
            place = (last if last is not None else draft.sections.aggregate(last=Max("position"))["last"] or 0) + 1
            draft.sections.filter(position__gte=place).update(position=F("position") + 1)
            return c.create(RunbookSection, version=draft, position=place, **fields)
        held = draft.sections.filter(pk=section.pk).first()
        if held is None or held.revision != seen:
            raise Stale(str(section))
        if c.save(held, **fields):
            draft.sections.filter(pk=held.pk).update(revision=F("revision") + 1)
        return held


def remove_section(*, section: RunbookSection, by: Viewer, now: datetime) -> None:
    """Takes a section out of a draft; its text stays in the history."""
    require_may_write(by)
    with change(by=by, now=now) as c:
        _draft(section.version)
        c.remove(section)


def publish_runbook(
    *, version: RunbookVersion, number: str, description: str, on: date | None = None, by: Viewer, now: datetime
) -> RunbookVersion:
    """A line of the change log: from now on everybody reads this version. Refuses one without sections, a number that is taken, and
    no word on what changed. Also: event `runbooks.version_published`.
    """
    require_may_write(by)
    said, called = " ".join(description.split()), number.strip()
    if not said:
        raise Refused(_("Say what changed; it stands in the change log."), field="description")
    with change(by=by, now=now) as c:
        draft = _draft(version)
        if not draft.sections.exists():
            raise Refused(_("Write at least one section first."))
        if not called or draft.runbook.versions.exclude(pk=draft.pk).filter(number=called).exists():
            raise Refused(
                _("There is a version %(number)s already. Choose another number.") % {"number": called}, field="number"
            )
        day = on or now.astimezone(ZoneInfo(by.time_zone)).date()
        c.save(
            draft, kind=PUBLISHED, number=called, description=said[:500], version_date=day, is_published=True, author=by.name, made_at=now
        )  # fmt: skip
        return draft


def discard_draft(*, version: RunbookVersion, by: Viewer, now: datetime) -> None:
    """The draft is gone. Refuses the only version of a runbook. Also: event `runbooks.draft_discarded`."""
    require_may_write(by)
    with change(by=by, now=now) as c:
        draft = _draft(version)
        if not draft.runbook.versions.filter(is_published=True).exists():
            raise Refused(_("This is the runbook's only version. Publish it, or write on."))
        c.remove(draft, kind=DISCARDED)


def tell_of_reviews(*, by: Viewer, now: datetime) -> int:
    """Owners hear once of each review date that has passed; returns of how many."""
    found = list(due_for_review(now.date()))
    for one in found:
        tell(
            users=[one.owner], kind="runbook_review", text=f"The runbook {one.name} was to be reviewed by {one.review_date:%-d %b %Y}.",
            url=f"/runbooks/{one.pk}/", record=one.record, key=f"runbook:{one.pk}:{one.review_date}", by=by, now=now,
        )  # fmt: skip
    return len(found)


def _draft(version: RunbookVersion) -> RunbookVersion:
    """The draft, locked. Refuses a version that is published or gone."""
    held = (
        RunbookVersion.objects.select_for_update(of=("self",)).select_related("runbook").filter(pk=version.pk).first()
    )
    if held is None:
        raise Refused(_("Somebody discarded this draft meanwhile."))
    if held.is_published:
        raise Refused(_("This version is published and never changes. Begin the next one."))
    return held
