"""Mail about an account: sent through the outbox, like all mail."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from pilotage.core.operations import change
from pilotage.core.viewer import Viewer


def send_account_mail(*, by: Viewer, now: datetime, to: Sequence[str], subject: str, text: str) -> None:
    """Owes one mail to these addresses. Asked twice, it is sent twice: a person may want the link again.

    Also: one outbox message.
    """
    with change(by=by, now=now) as c:
        c.send("mail", f"people.account:{uuid.uuid4().hex}", {"to": list(to), "subject": subject, "text": text})
