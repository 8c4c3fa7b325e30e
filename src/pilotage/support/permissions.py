"""Who may write cases, and who may close them."""

import uuid

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role
from pilotage.raci.enums import COLUMNS, Work
from pilotage.raci.queries import cells_of, may_do
from pilotage.raci.rules import roles_with, who_acts

WRITERS = (
    Role.PM, Role.IM, Role.OS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_AGENT, Role.CS_LEADER, Role.SME, Role.ADMIN,
)  # fmt: skip
#: They close every case: client services stays accountable for what is in production (R11). Who else may, the RACI says (its task 9).
ALWAYS_CLOSERS = (Role.CS_AGENT, Role.CS_LEADER)


def may_write(by: Viewer) -> bool:
    """Whoever works with a biller."""
    return by.has(*WRITERS)


def may_close(by: Viewer, phase_id: uuid.UUID | None) -> bool:
    """Client services; besides, who is responsible or accountable for closing by the matrix in force: the TSM unless a project differs."""
    return by.has(*ALWAYS_CLOSERS) or may_do(by, Work.CLOSE, phase_id)


def closers(phase_id: uuid.UUID | None) -> list[str]:
    """Words of the roles that may close a case of the phase: client services, and those that the matrix in force lets act."""
    always, others = [str(role) for role in ALWAYS_CLOSERS], who_acts(cells_of(phase_id)[str(int(Work.CLOSE))])
    return always + sorted(str(role) for role in others if role not in always)


def require_writer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_write(by):
        raise Forbidden(_("Your role can't change a case. Comment on it, or ask its owner."))


def require_closer(by: Viewer, phase_id: uuid.UUID | None) -> None:
    """Raises `Forbidden` in words."""
    if not may_close(by, phase_id):
        who = " / ".join(COLUMNS[Role(role)] for role in roles_with(cells_of(phase_id)[str(int(Work.CLOSE))], "R", "A"))
        raise Forbidden(
            _("The %(who)s closes cases, or client services. Write what you found into the notes and ask the owner.")
            % {"who": who}
        )
