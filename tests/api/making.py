"""Run in a process of its own: people, a small portfolio with a support window, and a token. Prints the token."""

from datetime import timedelta
from typing import Any

import django

ROLES = ["admin", "pm", "im", "tsm", "cs_leader"]


def main() -> str:
    """A token of somebody who may do everything, for an installation that has one of everything."""
    from django.core.management import call_command
    from django.utils import timezone

    from pilotage.core.viewer import system
    from pilotage.people.operations import create_token, create_user
    from pilotage.portfolio.demo import make_demo
    from pilotage.portfolio.shipping import load_shipped

    now, by = timezone.now(), system()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_shipped(now=now)
    user = create_user(by=by, now=now, email="all@example.com", name="Ada All", roles=ROLES)
    make_demo(billers=4, now=now)
    _open_a_window(user, now)
    _row, token = create_token(by=by, now=now, user=user, name="contract", scopes=["admin"])
    return token


def _open_a_window(user: Any, now: Any) -> None:
    from pilotage.billers.models import Phase
    from pilotage.people.viewers import viewer_of
    from pilotage.transition import operations as transition

    by = viewer_of(user, source="page")
    for phase in Phase.objects.everywhere().order_by("pk"):
        decision = transition.work_out_decision(phase=phase, by=by, now=now)
    transition.decide(decision=decision, choice="tsm", assignee=user, reason="They asked for it", by=by, now=now)
    transition.open_window(phase=phase, go_live_date=(now - timedelta(days=1)).date(), by=by, now=now)


if __name__ == "__main__":
    django.setup()
    print(main())
