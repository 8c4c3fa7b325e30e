"""The only writers of approvals, waivers and go-lives; the only caller of the operation that makes a phase live."""

from pilotage.golive.operations.approving import approve, withdraw_approval
from pilotage.golive.operations.living import go_live
from pilotage.golive.operations.waiving import waive_gate, withdraw_waiver

__all__ = ["approve", "go_live", "waive_gate", "withdraw_approval", "withdraw_waiver"]
