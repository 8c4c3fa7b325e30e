"""Begins specs from two samples, and saves mappings as versions that never change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Integration
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.verification.models import Spec, SpecVersion
from pilotage.verification.operations.inventory import recount_of
from pilotage.verification.permissions import require_writer
from pilotage.verification.rules.lines import Line, body_of, digest, problems
from pilotage.verification.rules.proposing import propose
from pilotage.verification.sampling import KEPT, Sample
from pilotage.work.texts import no_card

VERSION_SAVED = "verification.version_saved"


def begin_spec(
    *,
    integration: Integration,
    name: str,
    left_name: str,
    right_name: str,
    left: Sample,
    right: Sample,
    owner: User | None = None,
    by: Viewer,
    now: datetime,
) -> Spec:
    """A spec with a first version that is proposed from the samples. Refuses no name, a name that is taken, and card numbers.

    Also: event `verification.spec_created`, `verification.version_saved`.
    """
    require_writer(by)
    words = _words({"name": name, "left_name": left_name, "right_name": right_name})
    with change(by=by, now=now) as c:
        _refuse_taken(integration, words["name"])
        spec = c.create(
            Spec, scope=integration.biller_id, biller_id=integration.biller_id, integration=integration, owner=owner, made_at=now,
            **words,
        )  # fmt: skip
        lines = propose(left.columns, left.rows, right.columns, right.rows)
        body = body_of(lines, left.format, right.format, {"left": left.side(), "right": right.side()}, right.columns)
        _add(c, spec, body, left, right, _("Proposed from two samples."))
        return spec


def change_spec(
    *,
    spec: Spec,
    name: str,
    left_name: str,
    right_name: str,
    owner: User | None,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> bool:
    """New words and owner. Refuses as `begin_spec` does. Raises `Stale`. Also: event `verification.spec_changed`."""
    require_writer(by)
    words = _words({"name": name, "left_name": left_name, "right_name": right_name})
    with change(by=by, now=now) as c:
        if words["name"] != spec.name:
            _refuse_taken(spec.integration, words["name"])
        return c.save(spec, expect=expect, owner=owner, **words)


def save_version(
    *,
    spec: Spec,
    lines: Sequence[Line],
    remark: str = "",
    left: Sample | None = None,
    right: Sample | None = None,
    base: int | None = None,
    is_begun: bool = False,
    by: Viewer,
    now: datetime,
) -> SpecVersion:
    """The mapping as a new version; one that says nothing new is the last one itself. New samples replace the kept ones.

    Refuses a mapping without key or field and a line that can't be read, unless it `is_begun` only, as with new columns that are
    mapped next; and a `base` that is no longer the newest version.
    Also: event `verification.version_saved`.
    """
    require_writer(by)
    for column, words in () if is_begun else problems(lines):
        raise Refused(f"{column}: {words}" if column else words)
    no_card(remark, field="remark")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=spec.pk)
        last: SpecVersion | None = SpecVersion.objects.everywhere().filter(spec=spec).order_by("-number").first()
        assert last is not None
        if base is not None and base != last.number:
            raise Refused(_("Version %(n)d was saved meanwhile. Look at it, then map anew.") % {"n": last.number})
        kept = last.body | {side: one.side() for side, one in (("left", left), ("right", right)) if one}
        held_left, held_right = left or _held(last, "left"), right or _held(last, "right")
        body = body_of(lines, held_left.format, held_right.format, kept, held_right.columns)
        if digest(body) == last.digest and left is None and right is None:
            return last
        made = _add(c, spec, body, held_left, held_right, remark, number=last.number + 1)
        recount_of(c, spec)
        return made


def _add(
    c: Change, spec: Spec, body: Mapping[str, Any], left: Sample, right: Sample, remark: str, number: int = 1
) -> SpecVersion:
    made = SpecVersion(
        biller_id=spec.biller_id, spec=spec, number=number, body=dict(body), digest=digest(body), left_columns=list(left.columns),
        right_columns=list(right.columns), left_rows=_few(left.rows), right_rows=_few(right.rows), left_head=left.head,
        right_head=right.head, remark=remark[:300],
        made_by_id=c.by.user_id, made_by_name=c.by.name, made_at=c.now,
    )  # fmt: skip
    made.save(force_insert=True)
    told = {"number": number, "digest": made.digest, "fields": sorted(body["fields"]), "key": body["key"]}
    c.log(VERSION_SAVED, made, after=told, note=made.remark)  # sample rows stay out of the audit trail
    c.touch(made)
    return made


def _held(last: SpecVersion, side: str) -> Sample:
    """What is kept of the sample of a side."""
    columns, rows, head = (getattr(last, f"{side}_{name}") for name in ("columns", "rows", "head"))
    return Sample(tuple(columns), rows, last.body[side]["format"], head=head)


def _few(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[cell[:200] for cell in row] for row in rows[:KEPT]]


def _words(given: dict[str, str]) -> dict[str, str]:
    found = {}
    for name, text in given.items():
        plain = " ".join(text.split())
        no_card(plain, field=name)
        if not plain:
            raise Refused(_("Give it a name."), field=name)
        if len(plain) > (120 if name == "name" else 80):
            raise Refused(_("This is too long for a name."), field=name)
        found[name] = plain
    return found


def _refuse_taken(integration: Integration, name: str) -> None:
    if Spec.objects.everywhere().filter(integration=integration, name=name).exists():
        raise Refused(_("This integration has a verification of this name already."), field="name")
