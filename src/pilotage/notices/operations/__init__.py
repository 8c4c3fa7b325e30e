"""The only writers of notices, choices and wordings."""

from pilotage.notices.operations.choosing import choose, reset_wording, set_wording
from pilotage.notices.operations.digest import send_digests
from pilotage.notices.operations.reading import mark_all_read, mark_read
from pilotage.notices.operations.telling import tell, write_to

__all__ = ["choose", "mark_all_read", "mark_read", "reset_wording", "send_digests", "set_wording", "tell", "write_to"]
