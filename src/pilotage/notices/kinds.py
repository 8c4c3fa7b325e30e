"""Kinds of notices: what each is called, how e-mail is sent unless a person chose otherwise, and the shipped wording."""

from dataclasses import dataclass

NOW, DIGEST, OFF = "now", "digest", "off"
CHANNEL_NAMES = {NOW: "E-mail at once", DIGEST: "In the daily digest", OFF: "In Pilotage only"}


@dataclass(frozen=True)
class Kind:
    """One kind. `{placeholders}` of its wording come from `PLACEHOLDERS` alone."""

    name: str
    label: str
    email: str = DIGEST
    subject: str = "{text}"
    body: str = "Hello {name},\n\n{text}\n\n{link}\n\n{provider}"
    is_for_billers: bool = False


PLACEHOLDERS = {
    "name": "the person's name",
    "text": "what the notice says",
    "link": "the address of the page",
    "provider": "your organisation's name",
}

KINDS = {
    kind.name: kind
    for kind in (
        Kind("task_assigned", "A task is yours", DIGEST, is_for_billers=True),
        Kind("task_due", "A task of yours is due or overdue", DIGEST, is_for_billers=True),
        Kind("comment_added", "Somebody commented on your task or project", DIGEST, is_for_billers=True),
        Kind("file_added", "Somebody sent a file for your task or project", DIGEST, is_for_billers=True),
        Kind("summary_asked", "Fields of an Integration Summary are asked of you", NOW),
        Kind("decision_waiting", "A transition waits for your decision", DIGEST),
        Kind("decision_made", "Client services has decided", NOW),
        Kind("tsm_asked", "A TSM is asked for", NOW),
        Kind("approval_waiting", "A go-live waits for your approval", NOW),
        Kind("went_live", "A biller went live", NOW, is_for_billers=True),
        Kind("window_ending", "A support window ends soon", NOW),
        Kind("meeting_invited", "You are invited to a meeting", NOW, is_for_billers=True),
        Kind("meetings_to_move", "Meetings moved with a go-live, or no longer fit it", NOW),
        Kind("policy_review", "A version of the support policy waits for your review, or yours was reviewed", NOW),
        Kind("import_finished", "An import is finished", OFF),
        Kind("raid_assigned", "An entry of a RAID log is yours", DIGEST),
        Kind("defect_assigned", "A defect of a test is yours to mend", NOW),
        Kind("runbook_review", "A runbook of yours is due for review", DIGEST),
        Kind("case_assigned", "A case of a biller is yours", NOW),
        Kind("case_stale", "The notes of a case of yours are stale", DIGEST),
        Kind("case_escalated", "A case is escalated to you", NOW),
        Kind("advice_asked", "You are asked for technical advice", NOW),
        Kind("advice_answered", "An expert has answered you", NOW),
        Kind("raci_asked", "You are consulted in a phased project", NOW),
        Kind("raci_answered", "Who is consulted has answered you", NOW),
        Kind("raci_informed", "You are accountable or informed in a phased project", DIGEST),
        Kind("triage_minutes", "Minutes of a triage call that you were on", NOW),
        Kind("triage_to_record", "A triage call waits for its minutes", DIGEST),
        Kind("raid_due", "An entry of yours in a RAID log is due for a look", DIGEST),
        Kind("check_assigned", "An item of a technical checklist is yours to prove", DIGEST),
        Kind("check_waiting", "An item that moves money waits for a second look", NOW),
        Kind("check_expiring", "The evidence of an item of yours runs out", DIGEST),
        Kind("approval_asked", "You are asked to approve something", NOW, is_for_billers=True),
        Kind("approval_answered", "A biller answered what you asked them to approve", NOW),
        Kind("vendor_link", "A person of the CIS vendor gets a link", NOW),
        Kind("vendor_told", "The CIS vendor is told of a task", NOW),
        Kind("report_sent", "A report about a project is sent to you", NOW, is_for_billers=True),
        Kind("overview_shared", "A Go-Live Overview is shared with you", NOW, is_for_billers=True),
        Kind("handoff", "A handoff is offered, asked about, answered or accepted", NOW),
        Kind("leaflet_shared", "A welcome leaflet is shared with you", NOW, is_for_billers=True),
        Kind("cycle_figures_missing", "A bill cycle after a go-live is over and has no figures", DIGEST),
        Kind("case_report_shared", "A report of production issues is shared with you", NOW),
        Kind("leaflet_read", "A biller has read its welcome leaflet, or knows Customer Support", DIGEST),
        Kind("overview_differs", "Facts changed since a Go-Live Overview of yours was shared", NOW),
        Kind("report_waiting", "A draft of a report waits for your words", NOW),
        Kind("verification_ended", "A verification of yours has ended", DIGEST),
        Kind("unposted_alarm", "Something of a biller is unposted, unsettled or not sent for too long", NOW),
        Kind("finding_assigned", "A verification finding is yours", DIGEST),
        Kind("cutover_turn", "A cut-over begins, decides, or waits for you", NOW),
        Kind("protection_ending", "A penalty protection is yours to end", NOW),
        Kind("forecast_late", "The forecast of a go-live passes its target", NOW),
        Kind("change_asked", "A change is asked for", NOW),
        Kind("change_waiting", "A change waits for your yes", NOW, is_for_billers=True),
        Kind("change_decided", "A change was approved or refused", NOW, is_for_billers=True),
        Kind("plan_moved", "A plan moved its dates", DIGEST, is_for_billers=True),
    )
}
