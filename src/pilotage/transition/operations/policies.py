"""Publishes versions of the support policy. A published version never changes, and none reaches back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.decision_tables import TableError
from pilotage.core.errors import Refused
from pilotage.core.models.tables import PolicyTable, PolicyVersion
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.transition import policy
from pilotage.transition.permissions import POLICY_MAKERS, require
from pilotage.transition.policy import SLUG
from pilotage.transition.rules import read_policy
from pilotage.transition.shipped_policy import shipped_versions

PUBLISHED = "transition.policy_published"
NAME = "Support tier after go-live"


def load_shipped_policy(*, by: Viewer, now: datetime) -> int:
    """Adds the shipped versions that are missing; returns how many. What people published stays. Also: `transition.policy_published`."""
    with change(by=by, now=now) as c:
        table = PolicyTable.objects.filter(slug=SLUG).first() or c.create(PolicyTable, slug=SLUG, name=NAME)
        held = set(table.versions.values_list("version", flat=True))
        missing = [one for one in shipped_versions() if str(one["version"]) not in held]
        for one in missing:
            c.create(
                PolicyVersion,
                event=PUBLISHED,
                table=table,
                version=str(one["version"]),
                effective_date=date.fromisoformat(str(one["effective_date"])),
                content=one["content"],
                reason=str(one.get("name", "")),
                author=by.name,
                is_published=True,
            )
        return len(missing)


def publish_policy_version(
    *, version: str, effective_date: date, content: Mapping[str, Any], reason: str, by: Viewer, now: datetime
) -> PolicyVersion:
    """A new version of the policy from a day on. Refuses a day that is past or another version's, a taken name, no reason,
    and tables with gaps, overlaps or unknown words, each fault with an example. Also: event `transition.policy_published`;
    what isn't decided yet is worked out anew.
    """
    require(by, POLICY_MAKERS, _("Only a client services leader or an administrator may change the policy."))
    name, why = " ".join(version.split()), reason.strip()
    if not name or len(name) > 30:
        raise Refused(_("Name the version in at most 30 signs, such as 1.1."), field="version")
    if not why:
        raise Refused(_("Say why the policy changes; every decision shows its version."), field="reason")
    if effective_date < policy.today(now):
        raise Refused(
            _("A version can't take effect in the past; decisions were made under the old one."), field="effective_date"
        )
    try:
        read_policy(content)
    except TableError as fault:
        raise Refused(str(fault), field="content") from None
    with change(by=by, now=now) as c:
        table = PolicyTable.objects.select_for_update().get(slug=SLUG)
        if table.versions.filter(version=name).exists():
            raise Refused(_("There is a version %(name)s already.") % {"name": name}, field="version")
        same_day = table.versions.filter(effective_date=effective_date, is_published=True).first()
        if same_day is not None:
            words = {"name": same_day.version, "day": f"{effective_date:%-d %b %Y}"}
            raise Refused(
                _("Version %(name)s takes effect on %(day)s already. Choose another day.") % words,
                field="effective_date",
            )
        return c.create(
            PolicyVersion,
            event=PUBLISHED,
            note=why,
            table=table,
            version=name,
            effective_date=effective_date,
            content=dict(content),
            reason=why,
            author=by.name,
            is_published=True,
        )
