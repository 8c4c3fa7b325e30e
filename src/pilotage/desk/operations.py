"""Sets up a fresh installation."""

from datetime import datetime

from pilotage.core.operations import change
from pilotage.core.viewer import system
from pilotage.people.models import User
from pilotage.people.operations import create_first_admin


def set_up_installation(
    *, now: datetime, provider_name: str, time_zone: str, name: str, email: str, password: str, address: str = ""
) -> User:
    """The first administrator, and the provider's name and zone. Refuses when anybody has an account already.

    Also: the events of both.
    """
    by = system("page")
    with change(by=by, now=now):
        user = create_first_admin(
            now=now, email=email, name=name, password=password, time_zone=time_zone, address=address
        )
    return user
