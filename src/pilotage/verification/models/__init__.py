"""Tables of verifications."""

from pilotage.verification.models.findings import Finding
from pilotage.verification.models.history import HistoryFile
from pilotage.verification.models.inventory import Inventory, InventoryField
from pilotage.verification.models.runs import Acceptance, Difference, Run, RunFile
from pilotage.verification.models.sources import RemoteFile, SftpSource
from pilotage.verification.models.specs import MappingSignature, ReceivedFile, Spec, SpecVersion, WatchedFolder

__all__ = [
    "Acceptance",
    "Difference",
    "Finding",
    "HistoryFile",
    "Inventory",
    "InventoryField",
    "MappingSignature",
    "ReceivedFile",
    "RemoteFile",
    "Run",
    "RunFile",
    "SftpSource",
    "Spec",
    "SpecVersion",
    "WatchedFolder",
]
