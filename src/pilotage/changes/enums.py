"""States and kinds of changes, what they edit, and who says yes."""

from enum import StrEnum


class ChangeState(StrEnum):
    """Asked for; worked out and open for approval; approved and done; refused; withdrawn."""

    ASKED = "asked"
    OFFERED = "offered"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    ChangeState.ASKED: "Asked for",
    ChangeState.OFFERED: "For approval",
    ChangeState.APPROVED: "Approved",
    ChangeState.REFUSED: "Refused",
    ChangeState.WITHDRAWN: "Withdrawn",
}
STATE_TONES = {
    ChangeState.ASKED: "accent",
    ChangeState.OFFERED: "warn",
    ChangeState.APPROVED: "good",
    ChangeState.REFUSED: "bad",
    ChangeState.WITHDRAWN: "quiet",
}


class ChangeKind(StrEnum):
    """What is to be changed: the plan and scope of the project, the integration, or the product itself."""

    PLAN = "plan"
    INTEGRATION = "integration"
    PRODUCT = "product"


KIND_NAMES = {
    ChangeKind.PLAN: "Plan or scope",
    ChangeKind.INTEGRATION: "Integration modification",
    ChangeKind.PRODUCT: "Product change",
}


class EditKind(StrEnum):
    """What happens to a task or a scope line."""

    ADD = "add"
    CHANGE = "change"
    DROP = "drop"


EDIT_NAMES = {EditKind.ADD: "Add", EditKind.CHANGE: "Change", EditKind.DROP: "Drop"}


class Side(StrEnum):
    """Whose yes it is."""

    PROVIDER = "provider"
    BILLER = "biller"


SIDE_NAMES = {Side.PROVIDER: "Provider (PM, IM or client services leader)", Side.BILLER: "Biller's sponsor"}


class Risk(StrEnum):
    """What it puts at risk."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


RISK_NAMES = {Risk.LOW: "Low", Risk.MEDIUM: "Medium", Risk.HIGH: "High"}
CURRENCIES = ("USD", "CAD", "EUR", "GBP")
