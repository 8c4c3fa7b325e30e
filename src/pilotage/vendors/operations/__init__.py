"""The only writers of vendors' people and their links."""

from pilotage.vendors.operations.contacts import add_contact, change_contact, take_off
from pilotage.vendors.operations.links import send_link
from pilotage.vendors.operations.reminding import tell_vendors_of_due_tasks, tell_vendors_of_words

__all__ = [
    "add_contact",
    "change_contact",
    "send_link",
    "take_off",
    "tell_vendors_of_due_tasks",
    "tell_vendors_of_words",
]
