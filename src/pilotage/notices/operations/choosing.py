"""What each person chose per kind of notice, and the wording of each kind."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.kinds import CHANNEL_NAMES, KINDS, PLACEHOLDERS
from pilotage.notices.models import NoticeChoice, NoticeTemplate
from pilotage.notices.rules import unknown_placeholders
from pilotage.people.enums import Role


def choose(*, by: Viewer, now: datetime, choices: dict[str, str]) -> int:
    """Sets how the person hears of each kind; returns how many changed. Also: event `notices.noticechoice_changed`."""
    changed = 0
    with change(by=by, now=now) as c:
        for kind, email in choices.items():
            if kind not in KINDS or email not in CHANNEL_NAMES:
                raise Refused(_("Choose one of the ways that are offered."), field=kind)
            row = NoticeChoice.objects.filter(user=by.user_id, kind=kind).first()
            if row is None and email != KINDS[kind].email:
                c.create(NoticeChoice, user_id=by.user_id, kind=kind, email=email)
                changed += 1
            elif row is not None:
                changed += c.save(row, email=email)
    return changed


def set_wording(*, by: Viewer, now: datetime, kind: str, subject: str, body: str) -> None:
    """Changes the mail of one kind. Refuses unknown placeholders. Also: event `notices.noticetemplate_changed`."""
    _require_admin(by)
    subject, body = " ".join(subject.split()), body.strip()
    for field, text in (("subject", subject), ("body", body)):
        if not text:
            raise Refused(_("Write something here."), field=field)
        wrong = unknown_placeholders(text)
        if wrong:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise Refused(
                _("{%(name)s} is no placeholder. Use %(known)s.") % {"name": wrong[0], "known": known}, field=field
            )
    with change(by=by, now=now) as c:
        row = NoticeTemplate.objects.filter(kind=kind).first()
        if row is None:
            c.create(NoticeTemplate, kind=kind, subject=subject, body=body)
        else:
            c.save(row, subject=subject, body=body)


def reset_wording(*, by: Viewer, now: datetime, kind: str) -> None:
    """Goes back to the shipped wording. Also: event `notices.noticetemplate_removed`."""
    _require_admin(by)
    with change(by=by, now=now) as c:
        row = NoticeTemplate.objects.filter(kind=kind).first()
        if row is not None:
            c.remove(row)


def _require_admin(by: Viewer) -> None:
    if not by.has(Role.ADMIN):
        raise Forbidden(_("Only an administrator may change the wording of notices."))
