"""Tables of the foundation."""

from pilotage.core.models.anchors import Anchor, AuditHead, Event
from pilotage.core.models.delivery import DueReaction, IdempotencyKey, JobLease, OutboxMessage, ScheduleSlot
from pilotage.core.models.records import PartModel, Record, RecordModel
from pilotage.core.models.tables import PolicyTable, PolicyVersion, Setting

__all__ = [
    "Anchor",
    "AuditHead",
    "DueReaction",
    "Event",
    "IdempotencyKey",
    "JobLease",
    "OutboxMessage",
    "PartModel",
    "PolicyTable",
    "PolicyVersion",
    "Record",
    "RecordModel",
    "ScheduleSlot",
    "Setting",
]
