"""When a handoff may be accepted. Pure. Source: mission, C1: nothing open falls between."""

from pilotage.handoff.enums import SELF_SERVICE, HandoffState


def obstacles(
    state: str, ownerless: int, unanswered: int, introduced: dict[str, str], *, has_taker: bool, has_csm: bool
) -> list[str]:
    """What stands in the way of accepting, in sentences; empty when nothing does."""
    found = []
    if state == HandoffState.DRAFT:
        found.append("It isn't offered yet.")
    if not has_taker:
        found.append("Nobody of client services is named to take the cases.")
    if not has_csm:
        found.append("No CSM is named.")
    if ownerless:
        found.append(f"{ownerless} open {'item has' if ownerless == 1 else 'items have'} no owner who is still here.")
    if unanswered:
        found.append(f"{unanswered} {'question waits' if unanswered == 1 else 'questions wait'} for an answer.")
    lacking = [name for key, name in SELF_SERVICE.items() if not introduced.get(key)]
    if lacking:
        found.append(f"The biller was not introduced to: {', '.join(lacking).lower()}.")
    return found
