"""The playbooks that ship with the product, as plan files inside the package: the 90-day plan, and parts by product."""

from dataclasses import dataclass
from importlib.resources import files

from pilotage.planner.planfile import PlanFile, parse_plan

SLUG = "go-live-90-days"


@dataclass(frozen=True)
class Shipped:
    """A shipped playbook; a part is stitched in where the biller buys one of its products."""

    slug: str
    name: str
    description: str
    file: str
    is_part: bool = False
    products: tuple[str, ...] = ()

    def plan(self) -> PlanFile:
        """Its tasks."""
        return parse_plan((files("pilotage.onboarding") / "data" / self.file).read_bytes())


SHIPPED = (
    Shipped(
        SLUG,
        "Go-live in 90 days",
        "From handoff by sales to handoff to client services, with the transition set by the support tier.",
        "plan-90-days.csv",
    ),
    Shipped(
        "part-autopay",
        "AutoPay migration",
        "Stored payment methods move from the incumbent, or customers enrol again; no draft is taken twice.",
        "part-autopay.csv",
        True,
        ("autopay",),
    ),
    Shipped(
        "part-ivr",
        "Payments by phone",
        "Call flow, prompts, numbers and test calls.",
        "part-ivr.csv",
        True,
        ("ivr",),
    ),
    Shipped(
        "part-counter",
        "Card readers and kiosks",
        "Devices ordered, placed, tested and taught.",
        "part-counter.csv",
        True,
        ("counter", "kiosk"),
    ),
    Shipped(
        "part-transition",
        "Transition to client services",
        "The steps of the runbook of the same name: with a TSM or TAM, without, and for each further phase.",
        "part-transition.csv",
        True,
    ),
)


def shipped_plan() -> PlanFile:
    """The tasks of the shipped 90-day plan."""
    return SHIPPED[0].plan()
