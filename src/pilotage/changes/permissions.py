"""Who may ask for a change, work it out, approve it and take it back."""

import uuid

from django.utils.translation import gettext as _

from pilotage.billers.models import Membership
from pilotage.changes.enums import Side
from pilotage.changes.models import ChangeRequest
from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import BillerRole, Role

ASKERS = (
    Role.PM, Role.IM, Role.OS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_LEADER, Role.SME, Role.ADMIN,
)  # fmt: skip
PLANNERS = (Role.PM, Role.IM, Role.ADMIN)
APPROVERS = (Role.PM, Role.IM, Role.CS_LEADER)
THEIR_ASKERS = (BillerRole.SPONSOR, BillerRole.ADMINISTRATOR)


def may_ask(by: Viewer, biller_id: uuid.UUID) -> bool:
    """Whoever works on a phase; of a biller's people its sponsor and its administrator."""
    if by.is_provider:
        return by.has(*ASKERS)
    return _holds(by, biller_id, *THEIR_ASKERS)


def may_work_out(by: Viewer) -> bool:
    """PM, IM and administrators."""
    return by.is_provider and by.has(*PLANNERS)


def side_of(by: Viewer, biller_id: uuid.UUID) -> Side | None:
    """For which side this person may say yes; None for others."""
    if by.user_id is None:
        return None
    if by.is_provider:
        return Side.PROVIDER if by.has(*APPROVERS) else None
    return Side.BILLER if _holds(by, biller_id, BillerRole.SPONSOR) else None


def may_withdraw(by: Viewer, change: ChangeRequest) -> bool:
    """Whoever asked for it, and who works it out."""
    return may_work_out(by) or (by.user_id is not None and change.asked_by_id == by.user_id)


def may_ask_for(by: Viewer) -> set[uuid.UUID]:
    """Of a biller's person: the billers for which they may ask, in one question."""
    found = Membership.objects.everywhere().filter(
        user_id=by.user_id, biller_id__in=by.biller_ids, role__in=THEIR_ASKERS
    )
    return set(found.values_list("biller_id", flat=True))


def require_asker(by: Viewer, biller_id: uuid.UUID) -> None:
    """Raises `Forbidden` in words."""
    if not may_ask(by, biller_id):
        raise Forbidden(_("Your role can't ask for a change. Ask the PM, or on the biller's side the sponsor."))


def require_may_work_out(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_work_out(by):
        raise Forbidden(
            _("Only a PM, an IM or an administrator works a change out. Comment on it, or ask one of them.")
        )


def _holds(by: Viewer, biller_id: uuid.UUID, *roles: str) -> bool:
    if biller_id not in by.biller_ids:
        return False
    return Membership.objects.everywhere().filter(user_id=by.user_id, biller_id=biller_id, role__in=roles).exists()
