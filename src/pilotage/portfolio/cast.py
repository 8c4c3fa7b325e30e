"""Who acts in the sample's story, and what they write."""

from pilotage.billers.models import Care, Phase
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.people.viewers import viewer_of

TEXTS = {
    "uat_plan": "https://files.example.com/uat-plan",
    "invoices": "One file a night, matched to PDFs by account and bill date.",
    "payments": "Posted in real time; a batch at 18:00 closes the day.",
    "adjustments": "Sent back nightly with reason codes.",
    "daily_balance_file": "Arrives at 05:30, replaces all balances.",
    "rejects": "Mailed to finance; retried once the account is corrected.",
}
NOT_HERE = {"ivr": "No IVR sold", "integration_videos": "None were recorded"}
COMMENTS = (
    ("The sample file has leading zeros cut off; asked IT for a new one.", True),
    ("Could you send one full billing cycle instead of ten rows?", False),
    ("Finance prefers Tuesday calls until the audit is over.", True),
)
SCORES = {"posting": 5, "reconciliation": 4, "cases": 4, "staff": 4, "adoption": 3}


class Cast:
    """The people of the story, by role."""

    def __init__(self) -> None:
        self.by_role: dict[str, list[Viewer]] = {}
        self.users: dict[str, list[User]] = {}
        for role in ("pm", "im", "os", "tsm", "tam", "cs_leader", "cs_agent"):
            found = list(users_with_role(role))
            self.users[role] = found
            self.by_role[role] = [viewer_of(user, source="page") for user in found]

    def viewer(self, role: str, place: int = 0) -> Viewer:
        """One of the people of a role."""
        return self.by_role[role][place % len(self.by_role[role])]

    def carer(self, phase: Phase, role: str) -> Viewer:
        """Who looks after the biller in this role."""
        care = Care.objects.everywhere().filter(biller_id=phase.biller_id, role=role).select_related("user").first()
        return viewer_of(care.user, source="page") if care is not None else self.viewer(role)
