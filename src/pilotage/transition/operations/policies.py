"""Versions of the support policy: written as a draft, reviewed by a second person, published for good. None reaches back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.decision_tables import TableError
from pilotage.core.errors import Refused
from pilotage.core.models.tables import PolicyTable, PolicyVersion
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.queries import users_with_role
from pilotage.transition import policy
from pilotage.transition.enums import DRAFT_MOVES, DRAFT_NAMES, DraftState
from pilotage.transition.models import PolicyDraft
from pilotage.transition.permissions import POLICY_MAKERS, require
from pilotage.transition.policy import SLUG
from pilotage.transition.rules import read_policy
from pilotage.transition.shipped_policy import shipped_versions
from pilotage.work.texts import no_card

PUBLISHED = "transition.policy_published"
DRAFTED = "transition.policy_drafted"
MOVED = "transition.policy_draft_moved"
NAME = "Support tier after go-live"


def load_shipped_policy(*, by: Viewer, now: datetime) -> int:
    """Adds the shipped versions that are missing; returns how many. What people published stays. Also: `transition.policy_published`."""
    with change(by=by, now=now) as c:
        table = PolicyTable.objects.filter(slug=SLUG).first() or c.create(PolicyTable, slug=SLUG, name=NAME)
        held = set(table.versions.values_list("version", flat=True))
        missing = [one for one in shipped_versions() if str(one["version"]) not in held]
        for one in missing:
            _publish(
                c, table, str(one["version"]), date.fromisoformat(str(one["effective_date"])), one["content"],
                str(one.get("name", "")), by.name,
            )  # fmt: skip
        return len(missing)


def save_draft(
    *,
    draft: PolicyDraft | None = None,
    version: str,
    effective_date: date,
    content: Mapping[str, Any],
    reason: str,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> PolicyDraft:
    """Keeps a version in the making; a new one, or `draft` with these values.

    Refuses a day that is past or another version's, a taken name, no reason, tables with gaps, overlaps or unknown words
    (each fault with an example), and a draft that is in review or published. Raises `Stale`. Also: event
    `transition.policy_drafted`.
    """
    require(by, POLICY_MAKERS, _("Only a client services leader or an administrator may change the policy."))
    values: dict[str, Any] = {
        "version": " ".join(version.split()), "effective_date": effective_date, "content": dict(content),
        "reason": reason.strip(),
    }  # fmt: skip
    _check(values, now)
    with change(by=by, now=now) as c:
        if draft is None:
            return c.create(PolicyDraft, event=DRAFTED, note=values["reason"], author_id=by.user_id, **values)
        held = PolicyDraft.objects.select_for_update(of=("self",)).select_related("record").get(pk=draft.pk)
        c.save(held, expect=expect)
        if held.state != DraftState.DRAFT:
            state = DRAFT_NAMES[DraftState(held.state)].lower()
            raise Refused(_("This version is %(state)s; it is not changed any more.") % {"state": state})
        c.save(held, kind=DRAFTED, note=values["reason"], **values)
        return held


def submit_draft(*, draft: PolicyDraft, by: Viewer, now: datetime) -> PolicyDraft:
    """Gives a draft to a second person for review. Also: `transition.policy_draft_moved`; who may review is told."""
    with change(by=by, now=now) as c:
        held = _moved(c, draft, DraftState.REVIEW, reviewer=None, reviewed_at=None, review_note="")
        tell(
            users=[one for one in users_with_role(*POLICY_MAKERS) if one.pk != held.author_id],
            kind="policy_review",
            text=f"Support policy {held.version}, from {held.effective_date:%-d %b %Y}, waits for a second person: {held.reason}",
            url=f"/settings/policy/drafts/{held.pk}/",
            record=held.record,
            key=f"policy:{held.pk}:{held.record.version}",
            by=by,
            now=now,
        )
        return held


def send_back_draft(*, draft: PolicyDraft, note: str = "", by: Viewer, now: datetime) -> PolicyDraft:
    """Makes a version in review a draft again: the author takes it back, or a reviewer sends it back and says why.

    Refuses a reviewer without a note. Also: event `transition.policy_draft_moved`; the author is told.
    """
    text = note.strip()
    with change(by=by, now=now) as c:
        if by.user_id != draft.author_id and not text:
            raise Refused(_("Say what is to be changed; the author reads it."), field="reason")
        no_card(text, field="reason")
        held = _moved(c, draft, DraftState.DRAFT, note=text, review_note=text)
        tell(
            users=[held.author],
            kind="policy_review",
            text=f"Support policy {held.version} came back from review: {text}",
            url=f"/settings/policy/drafts/{held.pk}/",
            record=held.record,
            key=f"policy:{held.pk}:back:{now.isoformat()}",
            by=by,
            now=now,
        )
        return held


def drop_draft(*, draft: PolicyDraft, by: Viewer, now: datetime) -> PolicyDraft:
    """Gives a version up before it is published. Also: event `transition.policy_draft_moved`."""
    with change(by=by, now=now) as c:
        return _moved(c, draft, DraftState.DROPPED)


def approve_draft(*, draft: PolicyDraft, expect: int | None = None, by: Viewer, now: datetime) -> PolicyVersion:
    """A second person publishes a version that is in review; it takes effect on its date and never changes again.

    Refuses the author, and whatever `save_draft` refuses by now. Raises `Stale`. Also: event
    `transition.policy_published`; what isn't decided yet is worked out anew; the author is told.
    """
    with change(by=by, now=now) as c:
        table = PolicyTable.objects.select_for_update().get(slug=SLUG)
        if by.user_id == draft.author_id:
            raise Refused(_("You wrote this version; a second person reviews it."))
        c.save(draft, expect=expect)
        held = _moved_check(draft, DraftState.PUBLISHED, by)
        values = {name: getattr(held, name) for name in ("version", "effective_date", "content", "reason")}
        _check(values, now)
        made = _publish(
            c, table, held.version, held.effective_date, held.content, held.reason,
            _("%(author)s; reviewed by %(reviewer)s") % {"author": held.author.name, "reviewer": by.name},
        )  # fmt: skip
        c.save(held, kind=MOVED, state=DraftState.PUBLISHED, published=made, reviewer_id=by.user_id, reviewed_at=now)
        tell(
            users=[held.author],
            kind="policy_review",
            text=f"Support policy {held.version} is published; it takes effect on {held.effective_date:%-d %b %Y}.",
            url="/settings/policy/",
            record=held.record,
            key=f"policy:{held.pk}:published",
            by=by,
            now=now,
        )
        return made


def _publish(
    c: Change, table: PolicyTable, version: str, day: date, content: Mapping[str, Any], reason: str, author: str
) -> PolicyVersion:
    return c.create(
        PolicyVersion, event=PUBLISHED, note=reason, table=table, version=version, effective_date=day,
        content=dict(content), reason=reason, author=author[:200], is_published=True,
    )  # fmt: skip


def _check(values: Mapping[str, Any], now: datetime) -> None:
    name, day = values["version"], values["effective_date"]
    if not name or len(name) > 30:
        raise Refused(_("Name the version in at most 30 signs, such as 1.1."), field="version")
    if not values["reason"]:
        raise Refused(_("Say why the policy changes; every decision shows its version."), field="reason")
    no_card(values["reason"], field="reason")
    if day < policy.today(now):
        words = _("A version can't take effect in the past; decisions were made under the old one.")
        raise Refused(words, field="effective_date")
    try:
        read_policy(values["content"])
    except TableError as fault:
        raise Refused("\n".join(fault.faults), field="content", code="table") from None
    held = PolicyVersion.objects.filter(table__slug=SLUG)
    if held.filter(version=name).exists():
        raise Refused(_("There is a version %(name)s already.") % {"name": name}, field="version")
    same_day = held.filter(effective_date=day, is_published=True).first()
    if same_day is not None:
        words = _("Version %(name)s takes effect on %(day)s already. Choose another day.")
        raise Refused(words % {"name": same_day.version, "day": f"{day:%-d %b %Y}"}, field="effective_date")


def _moved_check(draft: PolicyDraft, to: str, by: Viewer) -> PolicyDraft:
    require(by, POLICY_MAKERS, _("Only a client services leader or an administrator may change the policy."))
    found = PolicyDraft.objects.select_for_update(of=("self",)).select_related("record", "author")
    held: PolicyDraft = found.get(pk=draft.pk)
    if to not in DRAFT_MOVES.get(DraftState(held.state), ()):
        words = {"state": DRAFT_NAMES[DraftState(held.state)].lower(), "to": DRAFT_NAMES[DraftState(to)].lower()}
        raise Refused(_("This version is %(state)s; it can't become %(to)s.") % words)
    return held


def _moved(c: Change, draft: PolicyDraft, to: str, *, note: str = "", **values: Any) -> PolicyDraft:
    held = _moved_check(draft, to, c.by)
    c.save(held, kind=MOVED, note=note, state=to, **values)
    return held
