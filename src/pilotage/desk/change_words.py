"""Audit events of changes in plain words."""

from django.utils.translation import gettext_noop

CHANGE_WORDS = {
    "changes.changerequest_created": gettext_noop("asked for the change"),
    "changes.changerequest_changed": gettext_noop("changed the words of"),
    "changes.taskedit_created": gettext_noop("put into a change:"),
    "changes.taskedit_removed": gettext_noop("took out of a change:"),
    "changes.scopeedit_created": gettext_noop("put into a change:"),
    "changes.scopeedit_removed": gettext_noop("took out of a change:"),
    "changes.offered": gettext_noop("worked out and offered the change"),
    "changes.offer_taken_back": gettext_noop("took the offer back of"),
    "changes.approval_given": gettext_noop("said yes to a change:"),
    "changes.approved": gettext_noop("approved the change"),
    "changes.refused": gettext_noop("refused the change"),
    "changes.withdrawn": gettext_noop("withdrew the change"),
    "changes.reopened": gettext_noop("asked again for the change"),
}
