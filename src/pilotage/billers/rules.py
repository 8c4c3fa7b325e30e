"""Which stage may follow which, and which roles may look after a biller. Pure."""

from pilotage.billers.enums import Stage

#: Allowed moves of a phase (mission, L1). Becoming live is a move of its own, made by the go-live operation alone.
MOVES: dict[str, tuple[str, ...]] = {
    Stage.CONTRACT: (Stage.ONBOARDING,),
    Stage.ONBOARDING: (Stage.GO_LIVE, Stage.CONTRACT),
    Stage.GO_LIVE: (Stage.ONBOARDING,),
    Stage.TRANSITION: (Stage.STEADY,),
    Stage.STEADY: (Stage.TRANSITION,),
    Stage.CANCELLED: (),
}
BEFORE_LIVE = (Stage.CONTRACT, Stage.ONBOARDING, Stage.GO_LIVE)
AFTER_LIVE = (Stage.TRANSITION, Stage.STEADY)

#: Who may look after a biller: at most one person per role.
CARE_ROLES = ("pm", "im", "os", "tsm", "tam", "csm", "cs_agent")


def may_move(stage: str, to: str) -> bool:
    """True when a phase may move between these stages by itself; never into live from before it."""
    return to in MOVES.get(stage, ())


def next_number(taken: list[int]) -> int:
    """The number of a biller's next phase."""
    return max(taken, default=0) + 1
