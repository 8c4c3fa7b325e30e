"""Sets up a fresh installation."""

from datetime import datetime

from pilotage.core.operations import change
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.people.operations import create_first_admin


def set_up_installation(
    *,
    by: Viewer,
    now: datetime,
    provider_name: str,
    time_zone: str,
    name: str,
    email: str,
    password: str,
    is_mfa_required: bool,
) -> User:
    """The first administrator, and the provider's name, zone and sign-in rule. Returns the administrator.

    Refuses when anybody has an account already. Also: event `people.user_created`, and `core.setting_changed` for each.
    """
    values = {
        "provider_name": provider_name,
        "provider_time_zone": time_zone,
        "is_mfa_required": is_mfa_required,
    }
    with change(by=by, now=now):
        user = create_first_admin(by=by, now=now, email=email, name=name, password=password, time_zone=time_zone)
        change_settings(by=by, now=now, values=values)
    return user
