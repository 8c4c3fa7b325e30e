"""The only writers of users, their saved views, teams, time off and access tokens."""

from pilotage.people.operations.invitations import accept_invitation, invite
from pilotage.people.operations.mail import send_account_mail
from pilotage.people.operations.repeats import hold_idempotency_key, keep_answer
from pilotage.people.operations.saved_views import remove_view, save_view
from pilotage.people.operations.teams import add_time_off, change_team, create_team, remove_time_off
from pilotage.people.operations.tokens import create_token, revoke_token, touch_token
from pilotage.people.operations.users import (
    change_user,
    create_first_admin,
    create_user,
    deactivate_user,
    edit_person,
    end_sessions,
    fingerprint,
    note_failed_sign_in,
    note_sign_in,
    reactivate_user,
    set_password,
    set_roles,
)
from pilotage.people.operations.working_days import set_person_days, set_team_days

__all__ = [
    "accept_invitation",
    "add_time_off",
    "change_team",
    "change_user",
    "create_first_admin",
    "create_team",
    "create_token",
    "create_user",
    "deactivate_user",
    "edit_person",
    "end_sessions",
    "fingerprint",
    "hold_idempotency_key",
    "invite",
    "keep_answer",
    "note_failed_sign_in",
    "note_sign_in",
    "reactivate_user",
    "remove_time_off",
    "remove_view",
    "revoke_token",
    "save_view",
    "send_account_mail",
    "set_password",
    "set_person_days",
    "set_roles",
    "set_team_days",
    "touch_token",
]
