"""Puts the chosen changes of a newer playbook into one plan: tasks come, change and go, links follow, dates are worked out anew."""

from collections.abc import Mapping, Sequence

from pilotage.core.operations import Change
from pilotage.onboarding import rules
from pilotage.onboarding.lines import read_link
from pilotage.onboarding.merge_reading import Reading, made_as, read_merge
from pilotage.onboarding.merging import Item, Step
from pilotage.onboarding.models import Dependency, PlanTask, Project, ProjectMerge, ProjectPart
from pilotage.onboarding.operations.lines import add_lines, add_links
from pilotage.onboarding.operations.replanning import replan
from pilotage.onboarding.previewing import people_of
from pilotage.planner.tasks import Link
from pilotage.work.operations import drop_task


def merge_into(c: Change, project: Project, merge: ProjectMerge) -> dict[str, int] | None:
    """Carries out what was agreed; returns how many tasks were added, changed, dropped and kept.

    None, and nothing done, when the plan is not the one that the person saw. The plan's rows are locked first, so that who edits
    a task meanwhile does so before, and is seen, or after, and keeps what they do. Refuses what the planner refuses.
    """
    version = merge.carrying.version
    reading = read_merge(project, version, rows=_locked_rows(project))
    if reading.proposal.fingerprint != merge.proposal or reading.proposal.refusal:
        return None
    chosen = reading.proposal.chosen(merge.declined, merge.taken)
    _drop(
        c,
        reading,
        [item for item in chosen if item.step == Step.DROPPED or (item.step == Step.KEPT and not item.field)],
        str(version),
    )
    _change(c, reading, [item for item in chosen if item.field and item.field != "links"])
    added = _add(c, project, reading, [item.code for item in chosen if item.step == Step.ADDED])
    rows = reading.rows | {row.code: row for row in added}
    _link(c, project, rows, [item for item in chosen if item.field == "links"])
    _note_ground(reading, rows)
    _place(reading, rows)
    _take_version(c, project, reading)
    replan(project=project, by=c.by, now=c.now)
    steps = {step: {item.code for item in chosen if item.step == step} for step in Step}
    changed = {item.code for item in chosen if item.field}
    kept = reading.proposal.counts["kept"] - len(steps[Step.KEPT])
    gone = len(steps[Step.DROPPED]) + len({item.code for item in chosen if item.step == Step.KEPT and not item.field})
    return {"added": len(added), "changed": len(changed), "dropped": gone, "kept": kept}


def _locked_rows(project: Project) -> list[PlanTask]:
    rows = PlanTask.objects.everywhere().select_for_update(of=("self", "task")).filter(project=project)
    return list(rows.select_related("task__record", "task__biller").order_by("position"))


def _drop(c: Change, reading: Reading, items: Sequence[Item], version: str) -> None:
    for item in items:
        reason = f"No longer in {version}"
        drop_task(task=reading.rows[item.code].task, reason=reason[:300], by=c.by, now=c.now)


def _change(c: Change, reading: Reading, items: Sequence[Item]) -> None:
    by_code: dict[str, list[Item]] = {}
    for item in items:
        by_code.setdefault(item.code, []).append(item)
    for code, some in by_code.items():
        row = reading.rows[code]
        values = {item.field: item.new for item in some}
        title = values.pop("title", None)
        if values:
            c.save(row, **values)
        if title is not None:
            c.save(row.task, title=title)
        if "roles" in values:
            roles = values["roles"]
            c.save(row.task, owner_role=roles[0] if roles else "", side=rules.side_of(roles))


def _add(c: Change, project: Project, reading: Reading, codes: Sequence[str]) -> list[PlanTask]:
    """The new tasks, without links: these come with everybody's."""
    lines = [reading.lines[code] for code in codes]
    added = add_lines(c, project, lines, people_of(project.phase), None)
    rows = reading.rows | {row.code: row for row in added}
    wanted = [(line.code, link) for line in lines for link in line.links if link.on not in set(codes)]
    add_links(project, rows, wanted)
    return added


def _link(c: Change, project: Project, rows: Mapping[str, PlanTask], items: Sequence[Item]) -> None:
    """Sets all that a task waits for; links to tasks that the plan lacks are left out."""
    for item in items:
        wanted = {read_link(text) for text in item.new}
        row = rows[item.code]
        held = {
            Link(link.predecessor.code, link.kind, link.lag_days): link
            for link in Dependency.objects.everywhere().filter(successor=row).select_related("predecessor")
        }
        gone = [link.pk for key, link in held.items() if key not in wanted]
        Dependency.objects.everywhere().filter(pk__in=gone).delete()
        add_links(project, rows, [(item.code, link) for link in sorted(wanted - set(held))])
        before = {"waits_for": ", ".join(item.mine)}
        c.log("onboarding.links_changed", row, before=before, after={"waits_for": ", ".join(item.new)})


def _note_ground(reading: Reading, rows: Mapping[str, PlanTask]) -> None:
    """From now on the plan counts as made from the new lines: what differs from them is a person's."""
    changed = []
    for code, line in reading.lines.items():
        row = rows.get(code)
        if row is not None and row.made_as != made_as(line):
            row.made_as = made_as(line)
            changed.append(row)
    for code, row in rows.items():
        if code not in reading.lines and row.made_as:  # the playbook let go of it: it is the plan's own now
            row.made_as = {}
            changed.append(row)
    PlanTask.objects.everywhere().bulk_update(changed, ["made_as"], batch_size=200)


def _place(reading: Reading, rows: Mapping[str, PlanTask]) -> None:
    """The playbook's order; a task of the plan's own stays behind the one it stood behind."""
    order = [code for code in reading.lines if code in rows]
    before = ""
    for code in reading.rows:
        if code not in reading.lines:
            order.insert(order.index(before) + 1 if before in order else 0, code)
        before = code
    moved = []
    for position, code in enumerate(order, 1):
        if rows[code].position != position:
            rows[code].position = position
            moved.append(rows[code])
    PlanTask.objects.everywhere().bulk_update(moved, ["position"], batch_size=200)


def _take_version(c: Change, project: Project, reading: Reading) -> None:
    c.save(project, playbook_version=reading.version, facts=dict(reading.facts))
    held = {
        one.version.playbook_id: one
        for one in ProjectPart.objects.everywhere().filter(project=project).select_related("version")
    }
    for version in reading.parts:
        one = held.get(version.playbook_id)
        if one is None:
            c.create(
                ProjectPart, scope=project.biller_id, biller_id=project.biller_id, project=project, version=version
            )
        elif one.version_id != version.pk:
            c.save(one, version=version)
