"""Audit events in plain words: what happened, which field, which value. Pure: plain values in, text out."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pilotage.billers.enums import STAGE_NAMES
from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.people.enums import ROLE_NAMES

KIND_WORDS = {
    "people.user_created": gettext_noop("added the account"),
    "people.user_changed": gettext_noop("changed the account"),
    "people.user_roles_changed": gettext_noop("changed the roles"),
    "people.user_deactivated": gettext_noop("deactivated the account"),
    "people.user_reactivated": gettext_noop("activated the account"),
    "people.user_signed_out_everywhere": gettext_noop("signed out everywhere"),
    "people.user_invited": gettext_noop("sent an invitation to"),
    "people.invitation_accepted": gettext_noop("accepted the invitation"),
    "people.password_set": gettext_noop("set a new password for"),
    "people.signed_in": gettext_noop("signed in"),
    "people.sign_in_failed": gettext_noop("refused a wrong password for"),
    "people.apitoken_created": gettext_noop("made the access token"),
    "people.token_revoked": gettext_noop("revoked the access token"),
    "core.setting_changed": gettext_noop("changed the setting"),
    "people.timeoff_created": gettext_noop("noted days away"),
    "people.timeoff_removed": gettext_noop("took days away back"),
    "people.view_saved": gettext_noop("saved the view"),
    "people.view_removed": gettext_noop("removed the view"),
    "people.team_members_changed": gettext_noop("changed the members of"),
    "billers.care_created": gettext_noop("named who looks after the biller"),
    "billers.care_removed": gettext_noop("took away who looked after the biller"),
    "billers.membership_created": gettext_noop("invited to the portal"),
    "billers.membership_removed": gettext_noop("took away access to the portal"),
    "billers.stage_moved": gettext_noop("moved the stage"),
    "billers.target_go_live_set": gettext_noop("set the target go-live"),
    "billers.phase_went_live": gettext_noop("went live"),
    "core.policytable_created": gettext_noop("stored the policy"),
    "core.content_erased": gettext_noop("erased personal words of"),
    "work.approvalask_created": gettext_noop("asked the biller to approve"),
    "work.approved": gettext_noop("approved"),
    "work.approval_refused": gettext_noop("did not approve"),
    "documents.file_removed": gettext_noop("removed the file"),
    "documents.sharelink_created": gettext_noop("made a link for"),
    "documents.link_revoked": gettext_noop("ended the link for"),
    "documents.shareuse_created": gettext_noop("opened the link"),
    "vendors.vendorcontact_created": gettext_noop("named for the CIS vendor"),
    "vendors.vendorcontact_changed": gettext_noop("corrected the vendor's"),
    "vendors.taken_off": gettext_noop("took off the project"),
    "cycles.billcycle_created": gettext_noop("added the bill cycle"),
    "cycles.billcycle_changed": gettext_noop("changed the bill cycle"),
    "cycles.dates_fixed": gettext_noop("fixed the date"),
    "cycles.golivepart_created": gettext_noop("planned the part"),
    "cycles.part_moved": gettext_noop("moved the part"),
    "cycles.protection_created": gettext_noop("agreed on the protection"),
    "cycles.protection_extended": gettext_noop("extended the protection"),
    "cycles.protection_closed": gettext_noop("closed the protection"),
    "cycles.protection_reopened": gettext_noop("opened the protection again"),
    "cycles.autopaymove_created": gettext_noop("began the AutoPay board"),
    "cycles.figures_taken": gettext_noop("took AutoPay figures"),
    "cycles.accounts_checked": gettext_noop("compared accounts"),
    "cutover.plan_reviewed": gettext_noop("reviewed the runbook"),
    "cutover.started": gettext_noop("started the cut-over"),
    "cutover.step_moved": gettext_noop("moved the step"),
    "cutover.decided": gettext_noop("decided"),
    "cutover.trigger_pulled": gettext_noop("pulled the back-out trigger"),
    "cutover.backing_out": gettext_noop("took the way back of"),
    "cutover.ended": gettext_noop("ended the cut-over"),
    "cutover.entry_written": gettext_noop("wrote into the log"),
    "golive.approved": gettext_noop("approved the go-live"),
    "golive.approval_withdrawn": gettext_noop("took the approval back"),
    "golive.gate_waived": gettext_noop("waived a gate"),
    "golive.waiver_withdrawn": gettext_noop("took a waiver back"),
    "golive.went_live": gettext_noop("made it live"),
    "meetings.attendance_created": gettext_noop("invited to the meeting"),
    "meetings.attendance_changed": gettext_noop("noted who came"),
    "meetings.attendance_removed": gettext_noop("took an invitation back"),
    "meetings.meeting_created": gettext_noop("scheduled the meeting"),
    "meetings.meeting_held": gettext_noop("wrote the minutes"),
    "meetings.meeting_moved": gettext_noop("moved the meeting"),
    "meetings.meeting_cancelled": gettext_noop("cancelled the meeting"),
    "onboarding.plantask_created": gettext_noop("planned the task"),
    "onboarding.plantask_changed": gettext_noop("planned the task anew"),
    "onboarding.date_fixed": gettext_noop("fixed a date"),
    "onboarding.links_changed": gettext_noop("changed what it waits for:"),
    "onboarding.hold_began": gettext_noop("put on hold"),
    "onboarding.hold_changed": gettext_noop("corrected the hold"),
    "onboarding.hold_ended": gettext_noop("ended the hold"),
    "onboarding.baseline_taken": gettext_noop("took the baseline"),
    "onboarding.baseline_renamed": gettext_noop("renamed the baseline"),
    "onboarding.baseline_removed": gettext_noop("removed the baseline"),
    "onboarding.edit_undone": gettext_noop("took an edit back"),
    "onboarding.part_changed": gettext_noop("moved to another part"),
    "onboarding.task_added": gettext_noop("added the task"),
    "reports.documents_exported": gettext_noop("stored the documents"),
    "reports.draft_discarded": gettext_noop("discarded the draft"),
    "reports.facts_refreshed": gettext_noop("read the facts anew"),
    "reports.report_sent": gettext_noop("sent the report"),
    "staffing.run_accepted": gettext_noop("accepted the proposals"),
    "staffing.run_undone": gettext_noop("took the proposals back"),
    "staffing.start_set": gettext_noop("set the start of a project"),
    "staffing.worked_out": gettext_noop("worked proposals out"),
    "onboarding.replanned": gettext_noop("re-planned"),
    "people.person_days_set": gettext_noop("set the working days of"),
    "people.team_days_set": gettext_noop("set the working days of"),
    "catalogue.vendor_days_set": gettext_noop("set the working days of"),
    "billers.biller_days_set": gettext_noop("set the working days of"),
    "onboarding.plan_moved": gettext_noop("moved the plan"),
    "onboarding.playbook_carried": gettext_noop("carried a newer playbook into the plan"),
    "onboarding.playbook_draft_begun": gettext_noop("began the draft"),
    "onboarding.playbook_draft_discarded": gettext_noop("discarded the draft"),
    "onboarding.playbook_line_added": gettext_noop("added the task"),
    "onboarding.playbook_line_changed": gettext_noop("changed the task"),
    "onboarding.playbook_line_removed": gettext_noop("took out the task"),
    "onboarding.playbook_version_published": gettext_noop("published the playbook version"),
    "onboarding.project_started": gettext_noop("started the project"),
    "onboarding.project_state_moved": gettext_noop("changed the state of the project"),
    "onboarding.task_moved": gettext_noop("moved the task"),
    "onboarding.tier_applied": gettext_noop("fitted the plan to the support decided"),
    "runbooks.draft_begun": gettext_noop("began the draft"),
    "runbooks.draft_discarded": gettext_noop("discarded the draft"),
    "runbooks.version_published": gettext_noop("published the version"),
    "raid.raidentry_created": gettext_noop("logged"),
    "raid.raidentry_changed": gettext_noop("changed the entry"),
    "raid.started": gettext_noop("began to answer"),
    "raid.reviewed": gettext_noop("reviewed"),
    "raid.closed": gettext_noop("closed"),
    "raid.reopened": gettext_noop("opened again"),
    "scope.promise_created": gettext_noop("wrote down the promise"),
    "scope.promise_withdrawn": gettext_noop("withdrew the promise"),
    "scope.scopeline_created": gettext_noop("put in scope"),
    "scope.scopeline_changed": gettext_noop("changed the scope line"),
    "scope.line_dropped": gettext_noop("dropped from the scope"),
    "scope.line_restored": gettext_noop("took up again"),
    "scope.keeps_created": gettext_noop("tied a promise to its line:"),
    "scope.keeps_removed": gettext_noop("untied a promise from its line:"),
    "scope.tracelink_created": gettext_noop("followed a line to"),
    "scope.tracelink_changed": gettext_noop("changed where a line leads:"),
    "scope.tracelink_removed": gettext_noop("took a link away:"),
    "scope.plan_kept": gettext_noop("kept the scope plan of"),
    "summaries.integrationsummary_created": gettext_noop("began the Integration Summary"),
    "summaries.summaryfield_created": gettext_noop("filled a field"),
    "summaries.summaryfield_changed": gettext_noop("changed a field"),
    "technical.checklist_created": gettext_noop("began the checklist"),
    "technical.checkitem_created": gettext_noop("listed"),
    "technical.checkitem_changed": gettext_noop("changed the item"),
    "technical.item_started": gettext_noop("began to prove"),
    "technical.item_proven": gettext_noop("proved"),
    "technical.item_checked": gettext_noop("looked again at"),
    "technical.item_set_aside": gettext_noop("set aside"),
    "technical.item_reopened": gettext_noop("opened again"),
    "technical.evidence_given": gettext_noop("gave evidence:"),
    "technical.evidence_withdrawn": gettext_noop("took evidence back:"),
    "testing.testplan_created": gettext_noop("planned the tests"),
    "testing.testplan_changed": gettext_noop("changed the test plan"),
    "testing.case_run": gettext_noop("ran a case of"),
    "testing.defect_created": gettext_noop("found a defect:"),
    "testing.defect_changed": gettext_noop("changed the defect"),
    "testing.defect_moved": gettext_noop("moved the defect"),
    "testing.plan_signed": gettext_noop("signed off"),
    "testing.sign_off_withdrawn": gettext_noop("took the signature back under"),
    "transition.decided": gettext_noop("decided the transition"),
    "transition.reopened": gettext_noop("opened the decision again"),
    "transition.worked_out": gettext_noop("proposed the support"),
    "transition.facts_read": gettext_noop("read other facts for the same proposal of"),
    "transition.facts_changed": gettext_noop("found other facts than were decided on"),
    "transition.kept": gettext_noop("kept the decision on changed facts"),
    "transition.tsm_answered": gettext_noop("answered the request for a TSM"),
    "transition.window_due": gettext_noop("found the support window at its end"),
    "transition.tsm_asked": gettext_noop("asked for a TSM"),
    "transition.leaflet_shared": gettext_noop("shared the welcome leaflet"),
    "transition.portal_shown": gettext_noop("showed Customer Support in the portal"),
    "transition.policy_drafted": gettext_noop("wrote a draft of the policy"),
    "transition.policy_draft_moved": gettext_noop("moved the draft of the policy"),
    "transition.policy_published": gettext_noop("published the policy"),
    "transition.window_opened": gettext_noop("opened the support window"),
    "transition.window_extended": gettext_noop("extended the support window"),
    "transition.window_evaluated": gettext_noop("evaluated the support window"),
    "transition.window_closed": gettext_noop("closed the support window"),
    "work.comment_created": gettext_noop("commented"),
    "work.comment_changed": gettext_noop("edited a comment"),
    "work.comment_removed": gettext_noop("removed a comment"),
    "work.task_done": gettext_noop("completed the task"),
    "work.task_reopened": gettext_noop("opened the task again"),
}
VERBS = {
    "created": gettext_noop("added the %(thing)s"),
    "changed": gettext_noop("changed the %(thing)s"),
    "removed": gettext_noop("took away the %(thing)s"),
}
THINGS = {
    "apitoken": "access token",
    "careof": "care",
    "cisproduct": "CIS product",
    "invoicetype": "invoice type",
    "attendance": "invitation",
    "categoryvertical": "vertical of the category",
    "importfile": "import file",
    "importrun": "import",
    "integrationsummary": "Integration Summary",
    "plantask": "plan task",
    "projecttask": "task",
    "summaryfield": "summary field",
    "storedfile": "file",
    "supportwindow": "support window",
}
FIELD_WORDS = {
    "mrr_amount": "MRR",
    "email": "E-mail",
    "time_zone": "Time zone",
    "external_id": "Id",
    "is_active": "Active",
    "is_mfa_required": "Second step at sign-in required",
    "from_date": "From",
    "to_date": "To",
    "is_live_before_pilotage": "Live before Pilotage",
    "cis": "CIS",
}
ABBREVIATIONS = {"mrr": "MRR", "cis": "CIS", "id": "id", "tsm": "TSM", "tam": "TAM", "uat": "UAT", "url": "address"}
NOT_SHOWN = frozenset({
    "record_id", "password", "token_hash", "session_epoch", "created_at", "last_login", "secret", "prefix", "salt",
    "is_sample", "last_used_at", "user_agent", "sha256", "path",
})  # fmt: skip
VALUE_WORDS = {str(word): text for names in (ROLE_NAMES, STAGE_NAMES, VERTICAL_NAMES) for word, text in names.items()}
SOURCES = {
    "page": "",
    "api": gettext_noop("through the API"),
    "command": gettext_noop("from the command line"),
    "job": gettext_noop("in the background"),
    "import": gettext_noop("by import"),
}
ISO_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
ISO_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")
UUID_TEXT = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")


def kind_words(kind: str) -> str:
    """`billers.phase_changed` as "changed the phase"; a kind of its own name as that name."""
    if kind in KIND_WORDS:
        return _(KIND_WORDS[kind])
    subject, _sep, verb = kind.partition(".")[2].rpartition("_")
    if subject and verb in VERBS:
        return _(VERBS[verb]) % {"thing": THINGS.get(subject, subject.replace("_", " "))}
    return kind.partition(".")[2].replace("_", " ")


def field_words(name: str) -> str:
    """A column as people call it: `target_go_live_date` as "Target go-live date"."""
    if name in FIELD_WORDS:
        return FIELD_WORDS[name]
    bare = name.removesuffix("_id").replace("go_live", "go-live")
    words = [ABBREVIATIONS.get(word, word) for word in bare.split("_")]
    words = words[1:] if words[0] in ("is", "has") and len(words) > 1 else words
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def value_words(name: str, value: Any, names: Mapping[str, str], zone: ZoneInfo) -> str:
    """A value as people write it; `names` gives records and people by their id."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value_words(name, item, names, zone) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{field_words(key)}: {value_words(key, item, names, zone)}" for key, item in value.items())
    text = str(value)
    if UUID_TEXT.match(text):
        return names.get(text, text)
    if name.endswith("_amount"):
        return _money(text)
    if ISO_DAY.match(text):
        return f"{date.fromisoformat(text):%a %-d %b %Y}"
    if ISO_MOMENT.match(text):
        return f"{datetime.fromisoformat(text).astimezone(zone):%a %-d %b %Y, %H:%M}"
    return VALUE_WORDS.get(text, text)


def changed_fields(payload: Mapping[str, Any]) -> list[str]:
    """The fields to show: what changed, or what was filled in when the row was made, without technical columns."""
    before, after = payload.get("before") or {}, payload.get("after") or {}
    named = sorted(name for name in {**before, **after} if name not in NOT_SHOWN)  # databases keep no common order
    if before:
        return named
    return [name for name in named if after.get(name) not in (None, "", [], {}, False) and name != "biller_id"]


def source_words(source: str) -> str:
    """By which door: nothing for a page, else in words."""
    return _(SOURCES[source]) if SOURCES.get(source) else ""


def _money(text: str) -> str:
    try:
        return f"{Decimal(text):,.2f}"
    except InvalidOperation:
        return text
