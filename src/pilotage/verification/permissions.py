"""Who writes specs and starts runs, and who signs a mapping for which side."""

import uuid

from django.utils.translation import gettext as _

from pilotage.billers.models import Membership
from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import BillerRole, Role
from pilotage.verification.enums import SIGN_NAMES, SignSide

WRITERS = (Role.PM, Role.IM, Role.OS, Role.ADMIN)
SOURCE_SETTERS = (Role.IM, Role.OS, Role.ADMIN)
SIGNERS = {SignSide.OS: (Role.OS,), SignSide.IM: (Role.IM,), SignSide.BILLER_IT: WRITERS}


def may_write(by: Viewer) -> bool:
    """PM, IM, OS and administrators."""
    return by.has(*WRITERS)


def require_writer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_write(by):
        raise Forbidden(_("Your role can't change verifications. Ask the PM, the IM or the OS."))


def may_set_sources(by: Viewer) -> bool:
    """IM, OS and administrators say from which servers files are fetched."""
    return by.has(*SOURCE_SETTERS)


def require_source_setter(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_set_sources(by):
        raise Forbidden(_("The IM, the OS or an administrator sets up SFTP sources. Ask one of them."))


def sides_to_sign(by: Viewer) -> list[str]:
    """For which sides this person may sign; the biller's yes is written down by who has it in writing."""
    return [side for side, roles in SIGNERS.items() if by.has(*roles)]


def require_signer(by: Viewer, side: str) -> None:
    """Raises `Forbidden` in words."""
    if side not in sides_to_sign(by):
        raise Forbidden(_("%(who)s signs this themselves.") % {"who": SIGN_NAMES[SignSide(side)]})


def is_it_lead(by: Viewer, biller_id: uuid.UUID) -> bool:
    """Whether this person is an IT lead of the biller."""
    if by.is_provider or biller_id not in by.biller_ids:
        return False
    mine = Membership.objects.everywhere().filter(user_id=by.user_id, biller_id=biller_id, role=BillerRole.IT)
    return mine.exists()


def require_it_lead(by: Viewer, biller_id: uuid.UUID) -> None:
    """Raises `Forbidden` in words."""
    if not is_it_lead(by, biller_id):
        raise Forbidden(_("The IT lead of the biller signs this. Ask them, or have your role changed."))
