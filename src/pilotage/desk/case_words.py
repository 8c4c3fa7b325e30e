"""Audit events of cases, triage calls, escalations and experts in plain words."""

from django.utils.translation import gettext_noop

CASE_WORDS = {
    "support.triagecall_created": gettext_noop("scheduled the triage call"),
    "support.triageattendance_created": gettext_noop("invited to the triage call"),
    "support.triageattendance_changed": gettext_noop("noted who came"),
    "support.triageoutcome_created": gettext_noop("sent it its way in a triage call"),
    "support.triageoutcome_changed": gettext_noop("changed its way in a triage call"),
    "support.call_held": gettext_noop("wrote the minutes"),
    "support.call_cancelled": gettext_noop("cancelled the call"),
    "support.call_missed": gettext_noop("said that the call was missed"),
    "support.case_created": gettext_noop("opened the case"),
    "support.case_changed": gettext_noop("changed the case"),
    "support.taken_in_hand": gettext_noop("took the case in hand"),
    "support.triaged": gettext_noop("triaged the case"),
    "support.noted": gettext_noop("wrote the notes"),
    "support.tracked": gettext_noop("linked the tracker"),
    "support.closed": gettext_noop("closed the case"),
    "support.reopened": gettext_noop("opened the case again"),
    "escalation.started": gettext_noop("escalated"),
    "escalation.climbed": gettext_noop("raised a level of"),
    "escalation.acknowledged": gettext_noop("took the escalation of"),
    "escalation.advice_created": gettext_noop("asked an expert:"),
    "escalation.advice_answered": gettext_noop("answered as an expert:"),
}
