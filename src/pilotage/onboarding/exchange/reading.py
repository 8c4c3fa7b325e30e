"""Reads a plan from a file by what is in it: MS Project XML, a workbook, or CSV."""

from pilotage.onboarding.exchange.document import PlanDocument, refused
from pilotage.onboarding.exchange.mspdi_reading import read_mspdi
from pilotage.onboarding.exchange.workbook import read_workbook


def read_plan_file(data: bytes, name: str) -> PlanDocument:
    """The plan. Errors: `FileRefused` with all that is wrong and where."""
    if not data:
        raise refused("The file", "It is empty.")
    if name.lower().endswith((".mpp", ".mpt", ".mpx")):
        raise refused("The file", "This is MS Project's own format. Save it from there as XML.")
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if name.lower().endswith(".xml") or head.startswith(b"<") or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_mspdi(data)
    return read_workbook(data, name)
