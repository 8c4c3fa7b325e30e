"""Builds the next version of a playbook in the product: begun from the newest, changed line by line, then published."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused, Stale
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.checking import check_lines, why_bad_line
from pilotage.onboarding.lines import Line, codes_of, line_of_row, lines_of_file, row_values
from pilotage.onboarding.models import Playbook, PlaybookTask, PlaybookVersion
from pilotage.onboarding.operations.playbooks import PUBLISHED, new_playbook, new_version, require_may_publish
from pilotage.planner.planfile import PlanFile

DISCARDED = "onboarding.playbook_draft_discarded"
LINE_CHANGED = "onboarding.playbook_line_changed"
LINE_ADDED = "onboarding.playbook_line_added"
LINE_REMOVED = "onboarding.playbook_line_removed"


def begin_playbook(
    *, name: str, description: str = "", is_part: bool = False, products: Sequence[str] = (), by: Viewer, now: datetime
) -> PlaybookVersion:
    """A new playbook with a draft of one task to begin with. Refuses a name that is taken. Also: `onboarding.playbook_draft_begun`."""
    require_may_publish(by)
    title = " ".join(name.split())
    key = slugify(title)[:50]
    if not key or Playbook.objects.filter(slug=key).exists():
        raise Refused(_("There is a playbook of this name, or it has no letters. Choose another name."), field="name")
    with change(by=by, now=now) as c:
        playbook = new_playbook(c, key, title, description, is_part, products)
        return new_version(c, playbook, [Line(code="T001", title=_("First task"))], note="", is_published=False)


def begin_draft(*, playbook: Playbook, by: Viewer, now: datetime) -> PlaybookVersion:
    """The open draft of a playbook, else a copy of its newest version to change. Also: `onboarding.playbook_draft_begun`."""
    require_may_publish(by)
    with change(by=by, now=now) as c:
        held = Playbook.objects.select_for_update().get(pk=playbook.pk)
        newest: PlaybookVersion | None = held.versions.first()
        if newest is not None and not newest.is_published:
            return newest
        lines = [line_of_row(row) for row in newest.tasks.all()] if newest is not None else []
        return new_version(c, held, lines, note="", is_published=False)


def replace_draft(*, version: PlaybookVersion, plan: PlanFile, by: Viewer, now: datetime) -> int:
    """All lines of a draft anew from a file; returns how many. Refuses as publishing does, and leaves the draft as it is."""
    require_may_publish(by)
    lines = lines_of_file(plan)
    check_lines(lines, is_part=version.playbook.is_part, field="file")
    with change(by=by, now=now) as c:
        draft = _draft(version)
        before = draft.tasks.count()
        draft.tasks.all().delete()
        PlaybookTask.objects.bulk_create([PlaybookTask(version=draft, **row_values(line)) for line in lines])
        c.log(LINE_CHANGED, draft, before={"tasks": before}, after={"tasks": len(lines)}, note=_("From a file"))
        return len(lines)


def add_line(*, version: PlaybookVersion, line: Line, after: str = "", by: Viewer, now: datetime) -> PlaybookTask:
    """A task in a draft, behind the task with the id `after`, else at the end. Refuses an id that is taken, and bad links."""
    require_may_publish(by)
    with change(by=by, now=now) as c:
        draft = _draft(version)
        rows = list(draft.tasks.all())
        if not line.code or line.code in {row.code for row in rows}:
            raise Refused(_("The id %(code)s is taken or empty. Choose another.") % {"code": line.code}, field="code")
        place = next((row.position for row in rows if row.code == after), rows[-1].position if rows else 0)
        _check_one(draft, line, rows)
        draft.tasks.filter(position__gt=place).update(position=F("position") + 1)
        made = PlaybookTask(version=draft, **row_values(replace(line, position=place + 1)))
        made.save(force_insert=True)
        c.log(LINE_ADDED, made, after=_values(line))
        return made


def change_line(*, row: PlaybookTask, line: Line, seen: int, by: Viewer, now: datetime) -> bool:
    """Writes a draft's task anew. `seen` is the revision that the person saw. Raises `Stale`; refuses bad links.

    Where its id changes, links of others follow. Also: event `onboarding.playbook_line_changed`.
    """
    require_may_publish(by)
    with change(by=by, now=now) as c:
        draft = _draft(row.version)
        held = draft.tasks.filter(pk=row.pk).first()
        if held is None or held.revision != seen:
            raise Stale(str(row))
        was = line_of_row(held)
        new = replace(line, position=was.position)
        if new == was:
            return False
        rows = [one for one in draft.tasks.all() if one.pk != held.pk]
        if new.code in {one.code for one in rows}:
            raise Refused(_("The id %(code)s is taken or empty. Choose another.") % {"code": new.code}, field="code")
        _check_one(draft, new, rows, was=was.code)
        before, after = _values(was), _values(new)
        differing = [name for name in after if before[name] != after[name]]
        draft.tasks.filter(pk=held.pk).update(**row_values(new), revision=F("revision") + 1)
        if new.code != was.code:
            _rename(rows, was.code, new.code)
        c.log(
            LINE_CHANGED, held, before={name: before[name] for name in differing}, after={name: after[name] for name in differing}
        )  # fmt: skip
        c.touch(held)
        return True


def move_line(*, row: PlaybookTask, up: bool, by: Viewer, now: datetime) -> bool:
    """One place up or down in its draft; False at the end."""
    require_may_publish(by)
    with change(by=by, now=now) as c:
        draft = _draft(row.version)
        rows = list(draft.tasks.all())
        place = next((n for n, one in enumerate(rows) if one.pk == row.pk), None)
        other = None if place is None else place + (-1 if up else 1)
        if place is None or other is None or not 0 <= other < len(rows):
            return False
        rows[place], rows[other] = rows[other], rows[place]
        for position, one in enumerate(rows, 1):
            one.position = position
        PlaybookTask.objects.bulk_update(rows, ["position"], batch_size=500)
        c.log(LINE_CHANGED, row, after={"position": other + 1})
        return True


def remove_line(*, row: PlaybookTask, by: Viewer, now: datetime) -> None:
    """Takes a task out of a draft; what waited for it waits for what it waited for. Also: `onboarding.playbook_line_removed`."""
    require_may_publish(by)
    with change(by=by, now=now) as c:
        draft = _draft(row.version)
        held = line_of_row(row)
        for other in draft.tasks.exclude(pk=row.pk):
            line = line_of_row(other)
            if row.code not in {link.on for link in (*line.links, *line.needed_by)} and line.parent != row.code:
                continue
            links = [link for link in line.links if link.on != row.code]
            if len(links) < len(line.links):
                links += [link for link in held.links if link not in links]
            needed = tuple(link for link in line.needed_by if link.on != row.code)
            parent = held.parent if line.parent == row.code else line.parent
            new = replace(line, links=tuple(links), needed_by=needed, parent=parent)
            draft.tasks.filter(pk=other.pk).update(**row_values(new), revision=F("revision") + 1)
        c.log(LINE_REMOVED, row, before=_values(held))
        draft.tasks.filter(pk=row.pk).delete()


def publish_draft(*, version: PlaybookVersion, note: str, by: Viewer, now: datetime) -> PlaybookVersion:
    """New projects start from it from now on. Refuses a draft that can't be planned, and one without a word on what changed.

    Also: event `onboarding.playbook_version_published`.
    """
    require_may_publish(by)
    said = " ".join(note.split())
    if not said:
        raise Refused(_("Say what changed: who carries it into running projects reads it."), field="note")
    with change(by=by, now=now) as c:
        draft = _draft(version)
        check_lines([line_of_row(row) for row in draft.tasks.all()], is_part=draft.playbook.is_part)
        c.save(draft, kind=PUBLISHED, is_published=True, note=said[:300], created_at=now, author=by.name)
        return draft


def discard_draft(*, version: PlaybookVersion, by: Viewer, now: datetime) -> None:
    """The draft is gone; its history stays. Also: event `onboarding.playbook_draft_discarded`."""
    require_may_publish(by)
    with change(by=by, now=now) as c:
        draft = _draft(version)
        c.remove(draft, kind=DISCARDED)


def _draft(version: PlaybookVersion) -> PlaybookVersion:
    """The draft, locked. Refuses a version that is published."""
    held = (
        PlaybookVersion.objects.select_for_update(of=("self",)).select_related("playbook").filter(pk=version.pk).first()
    )
    if held is None:
        raise Refused(_("Somebody discarded this draft meanwhile."))
    if held.is_published:
        raise Refused(_("This version is published and never changes. Begin a draft from it."))
    return held


def _check_one(draft: PlaybookVersion, line: Line, others: Sequence[PlaybookTask], was: str = "") -> None:
    """One line among the others; cycles over several are found when the draft is published, and here too."""
    lines = [line_of_row(row) for row in others]
    codes = codes_of(lines) | {line.code, was}
    milestones = {
        word
        for one in (*lines, line)
        if one.milestone
        for word in (one.milestone.casefold(), one.milestone.casefold().split()[0])
    }
    why = why_bad_line(line, codes, None if draft.playbook.is_part else milestones)
    if why:
        raise Refused(why, field="condition" if line.condition and why.startswith("“") else None)
    if not was or was == line.code:
        check_lines([*lines, line], is_part=True)


def _rename(rows: Sequence[PlaybookTask], was: str, new: str) -> None:
    for row in rows:
        line = line_of_row(row)
        renamed = replace(
            line,
            parent=new if line.parent == was else line.parent,
            links=tuple(link._replace(on=new) if link.on == was else link for link in line.links),
            needed_by=tuple(link._replace(on=new) if link.on == was else link for link in line.needed_by),
        )
        if renamed != line:
            PlaybookTask.objects.filter(pk=row.pk).update(**row_values(renamed), revision=F("revision") + 1)


def _values(line: Line) -> dict[str, Any]:
    values = row_values(line)
    return {one.name: values.get(one.name, "") for one in fields(Line) if one.name in values}
