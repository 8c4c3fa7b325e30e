"""Figures of a bill cycle, criteria that they are judged by, and the TSM's duties in the first cycles."""

from enum import StrEnum

#: The first cycles after go-live are watched: so many (R21).
CYCLES = (1, 2, 3)

COUNTS = (
    "taken", "posted", "settled", "duplicates", "returns", "notices_planned", "notices_sent", "calls_forecast", "calls_taken",
)  # fmt: skip
AMOUNTS = ("taken_amount", "posted_amount", "settled_amount")
DATES = ("oldest_unposted_on", "autopay_due_on", "autopay_ran_on")
FIGURE_NAMES = {
    "taken": "Payments taken",
    "posted": "Payments posted",
    "settled": "Payments settled",
    "taken_amount": "Amount taken",
    "posted_amount": "Amount posted",
    "settled_amount": "Amount settled",
    "oldest_unposted_on": "Oldest unposted payment, taken on",
    "duplicates": "Duplicates",
    "returns": "Returns",
    "autopay_due_on": "AutoPay run due on",
    "autopay_ran_on": "AutoPay ran on",
    "notices_planned": "Notices planned",
    "notices_sent": "Notices sent",
    "calls_forecast": "Calls forecast",
    "calls_taken": "Calls taken",
}
#: Every figure, in the order in which people read them.
FIGURES = tuple(FIGURE_NAMES)


class Criterion(StrEnum):
    """What a cycle is judged by."""

    POSTED = "posted"
    SETTLED = "settled"
    AMOUNTS = "amounts"
    OLDEST = "oldest_unposted"
    DUPLICATES = "duplicates"
    RETURNS = "returns"
    AUTOPAY = "autopay"
    NOTICES = "notices"
    CALLS = "calls"


CRITERION_NAMES = {
    Criterion.POSTED: "Payments posted",
    Criterion.SETTLED: "Payments settled",
    Criterion.AMOUNTS: "Settled and posted amounts agree",
    Criterion.OLDEST: "Oldest unposted payment",
    Criterion.DUPLICATES: "Duplicates",
    Criterion.RETURNS: "Returns",
    Criterion.AUTOPAY: "AutoPay run against its due date",
    Criterion.NOTICES: "Notices sent against the plan",
    Criterion.CALLS: "Calls against the forecast",
}
#: Which figures a criterion needs.
NEEDS: dict[Criterion, tuple[str, ...]] = {
    Criterion.POSTED: ("taken", "posted"),
    Criterion.SETTLED: ("posted", "settled"),
    Criterion.AMOUNTS: ("posted_amount", "settled_amount"),
    Criterion.OLDEST: ("oldest_unposted_on",),
    Criterion.DUPLICATES: ("duplicates",),
    Criterion.RETURNS: ("taken", "returns"),
    Criterion.AUTOPAY: ("autopay_due_on", "autopay_ran_on"),
    Criterion.NOTICES: ("notices_planned", "notices_sent"),
    Criterion.CALLS: ("calls_forecast", "calls_taken"),
}


class Verdict(StrEnum):
    """How a criterion stands; `ahead`: its day has not come; `not_due`: it lacks what may still come in time."""

    MET = "met"
    UNMET = "unmet"
    MISSING = "missing"
    AHEAD = "ahead"
    NOT_DUE = "not_due"
    LEFT_OUT = "left_out"


VERDICT_NAMES = {
    Verdict.MET: "Met",
    Verdict.UNMET: "Unmet",
    Verdict.MISSING: "Figures missing",
    Verdict.AHEAD: "Ahead",
    Verdict.NOT_DUE: "Not yet due",
    Verdict.LEFT_OUT: "Doesn't apply",
}
#: Colour of a verdict on a page.
TONES = {
    Verdict.MET: "good", Verdict.UNMET: "bad", Verdict.MISSING: "warn", Verdict.AHEAD: "quiet",
    Verdict.NOT_DUE: "quiet", Verdict.LEFT_OUT: "quiet",
}  # fmt: skip


class Source(StrEnum):
    """By which way figures came."""

    FORM = "form"
    FILE = "file"
    API = "api"
    DAILY = "daily"


SOURCE_NAMES = {
    Source.FORM: "by form",
    Source.FILE: "from a file",
    Source.API: "over the API",
    Source.DAILY: "by daily checks",
}


#: Which daily check counts which figures; calls come by form, file or API alone.
FED_BY = {
    "posting": ("taken", "posted", "taken_amount", "posted_amount", "oldest_unposted_on", "duplicates", "returns"),
    "settlement": ("settled", "settled_amount"),
    "autopay": ("autopay_due_on", "autopay_ran_on"),
    "notices": ("notices_planned", "notices_sent"),
}


class Duty(StrEnum):
    """What the TSM does in the first cycles, the IM taking part (R21)."""

    MONITOR = "monitor"
    ANSWER = "answer"
    TRAIN = "train"
    REVIEW = "review"
    RECONCILE = "reconcile"
    CONFIGURE = "configure"
    TROUBLESHOOT = "troubleshoot"
    VALIDATE = "validate"
    ALIGN = "align"
    INTERPRET = "interpret"


DUTY_NAMES = {
    Duty.MONITOR: "Early transactions and reports are monitored",
    Duty.ANSWER: "Questions are answered quickly",
    Duty.TRAIN: "Staff are trained hands-on",
    Duty.REVIEW: "Data accuracy is reviewed across systems",
    Duty.RECONCILE: "Reconciliation and settlement are timely",
    Duty.CONFIGURE: "Advanced settings are configured",
    Duty.TROUBLESHOOT: "Billing runs are troubleshot",
    Duty.VALIDATE: "Balances and adjustments are validated",
    Duty.ALIGN: "Settings are aligned with rate structures",
    Duty.INTERPRET: "KPIs are interpreted, quick wins named",
}
