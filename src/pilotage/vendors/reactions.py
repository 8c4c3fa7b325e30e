"""What vendors' people hear of: words and files that the provider's people opened to them."""

from datetime import datetime

from pilotage.core.models import Event
from pilotage.core.reactions import on
from pilotage.core.viewer import Viewer
from pilotage.vendors.operations import tell_vendors_of_words
from pilotage.work.enums import Side
from pilotage.work.models import Task


@on("work.comment_created", "documents.storedfile_created")
def tell_the_vendor(event: Event, *, by: Viewer, now: datetime) -> None:
    """A comment or file on a vendor's task that is open to the vendor and comes from somebody with an account."""
    payload = event.payload or {}
    after = payload.get("after") or {}
    author = after.get("author_id") or after.get("uploaded_by_id")
    if not after.get("is_for_vendor") or author is None:
        return
    task = (
        Task.objects.everywhere().filter(pk=after.get("subject_id"), side=Side.VENDOR).select_related("biller").first()
    )
    if task is not None:
        who = str(payload.get("actor") or "Pilotage")
        tell_vendors_of_words(task=task, who=who, key=f"vendor-words:{event.uid}", by=by, now=now)
