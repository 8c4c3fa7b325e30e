"""How the figures of one of the first bill cycles are judged, and which figures can't be. Pure.

Source: mission R21 (what the TSM watches); the limits are our default, the runbook names none. Shares are counted in whole numbers, money
in Decimal, so that nothing is rounded over a limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pilotage.firstcycles.enums import FIGURE_NAMES, NEEDS, Criterion, Verdict

NOTHING = "no figures"
#: Which figure may not be more than which.
WITHIN = (
    ("posted", "taken"), ("settled", "posted"), ("duplicates", "taken"), ("returns", "taken"),
    ("posted_amount", "taken_amount"), ("settled_amount", "posted_amount"),
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """What is known of a cycle at the end of `as_of`; None is not known. The oldest unposted payment may be of another day.

    `is_nothing_drawn`: AutoPay's day came and no bill was to be drawn on it. `oldest_unsettled_on` is counted by daily checks alone.
    `is_notices_by_day`: the notices planned are those whose day has come, not the whole cycle's.
    """

    as_of: date
    taken: int | None = None
    posted: int | None = None
    settled: int | None = None
    taken_amount: Decimal | None = None
    posted_amount: Decimal | None = None
    settled_amount: Decimal | None = None
    oldest_unposted_on: date | None = None
    duplicates: int | None = None
    returns: int | None = None
    autopay_due_on: date | None = None
    autopay_ran_on: date | None = None
    notices_planned: int | None = None
    notices_sent: int | None = None
    calls_forecast: int | None = None
    calls_taken: int | None = None
    oldest_known_on: date | None = None
    is_nothing_drawn: bool = False
    oldest_unsettled_on: date | None = None
    is_notices_by_day: bool = False


@dataclass(frozen=True)
class Until:
    """The last payment day of a cycle, and today: what is lacking may not be due yet, or the figures too old to tell."""

    last_day: date
    today: date


@dataclass(frozen=True)
class Limits:
    """What counts as met. Shares are of 1,000; `calls` is in percent of the forecast, `amounts` in whole dollars."""

    posted: int = 995
    settled: int = 990
    amounts: int = 0
    oldest_days: int = 3
    settled_days: int = 5
    duplicates: int = 0
    returns: int = 20
    autopay_days: int = 0
    notices: int = 990
    calls: int = 120


@dataclass(frozen=True)
class Judged:
    """One criterion: its verdict, what is so, what is asked for, and the figures that are missing."""

    criterion: Criterion
    verdict: Verdict
    words: str
    limit: str
    missing: tuple[str, ...] = ()


def why_not(given: Figures) -> tuple[str, str] | None:
    """Which figure can't be, and why; None when all can stand together."""
    for less, more in WITHIN:
        one, other = getattr(given, less), getattr(given, more)
        if one is not None and other is not None and one > other:
            return less, f"{FIGURE_NAMES[less]} ({one:,}) can't be more than {FIGURE_NAMES[more].lower()} ({other:,})."
    for name in ("oldest_unposted_on", "autopay_ran_on"):
        day = getattr(given, name)
        if day is not None and day > given.as_of:
            return name, f"{day:%-d %b %Y} comes after the figures' day, {given.as_of:%-d %b %Y}."
    if given.oldest_unposted_on is not None and given.taken is not None and given.taken == given.posted:
        return "oldest_unposted_on", "Every payment is posted, so none can be the oldest unposted. Leave this empty."
    return None


def judge(given: Figures, limits: Limits, left_out: Iterable[str] = (), until: Until | None = None) -> list[Judged]:
    """Every criterion in its order. `left_out` don't apply to the biller. Without `until` the cycle is over."""
    out, asked = set(left_out), limit_words(limits)
    found = []
    for criterion in Criterion:
        if criterion in out:
            found.append(Judged(criterion, Verdict.LEFT_OUT, "", asked[criterion]))
            continue
        missing = _missing(criterion, given)
        if missing:
            found.append(Judged(criterion, Verdict.MISSING, not_known(missing), asked[criterion], missing))
            continue
        verdict, words = _verdict(criterion, given, limits)
        if (
            verdict == Verdict.UNMET
            and (due := due_on(criterion, given, limits, until)) is not None
            and given.as_of <= due
        ):
            found.append(_open(criterion, words, asked[criterion], due, until))
            continue
        found.append(Judged(criterion, verdict, words, asked[criterion]))
    return found


def not_known(missing: Iterable[str]) -> str:
    """Which figures nobody gave, in words."""
    return "not known: " + ", ".join(FIGURE_NAMES[name].lower() for name in missing)


def due_on(criterion: Criterion, given: Figures, limits: Limits, until: Until | None) -> date | None:
    """The last day on which what a criterion lacks still comes in time; None where its lack is one on any day.

    The oldest open payment tells; where it isn't known, the end of the cycle does.
    """
    end = until.last_day if until is not None else None
    if criterion == Criterion.POSTED:
        return _plus(given.oldest_unposted_on or end, limits.oldest_days)
    if criterion in (Criterion.SETTLED, Criterion.AMOUNTS):
        return _plus(given.oldest_unsettled_on or end, limits.settled_days)
    return end if criterion == Criterion.NOTICES and not given.is_notices_by_day else None


def _plus(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day is not None else None


def _open(criterion: Criterion, words: str, limit: str, due: date, until: Until | None) -> Judged:
    """What the figures' day doesn't tell: not yet due, or due by now and nobody said more."""
    if until is not None and until.today > due:
        told = f"{words}; figures after {due:%-d %b %Y} are needed"
        return Judged(criterion, Verdict.MISSING, told, limit, NEEDS[criterion])
    return Judged(criterion, Verdict.NOT_DUE, f"{words}; in time until {due:%-d %b %Y}", limit)


def nothing_known(limits: Limits, *, is_ahead: bool) -> list[Judged]:
    """The criteria of a cycle without any figure: ahead, or all missing."""
    asked = limit_words(limits)
    if is_ahead:
        return [Judged(one, Verdict.AHEAD, "", asked[one]) for one in Criterion]
    return [Judged(one, Verdict.MISSING, NOTHING, asked[one], NEEDS[one]) for one in Criterion]


def _missing(criterion: Criterion, given: Figures) -> tuple[str, ...]:
    if criterion == Criterion.OLDEST and given.taken is not None and given.taken == given.posted:
        return ()
    due = given.autopay_due_on
    if criterion == Criterion.AUTOPAY and due is not None and (due >= given.as_of or given.is_nothing_drawn):
        return ()
    return tuple(name for name in NEEDS[criterion] if getattr(given, name) is None)


def _verdict(criterion: Criterion, given: Figures, limits: Limits) -> tuple[Verdict, str]:
    """The verdict where nothing that it needs is missing, with what is so."""
    match criterion:
        case Criterion.POSTED:
            return _share(given.posted, given.taken, limits.posted, "taken")
        case Criterion.SETTLED:
            return _share(given.settled, given.posted, limits.settled, "posted")
        case Criterion.AMOUNTS:
            apart = (given.posted_amount or Decimal(0)) - (given.settled_amount or Decimal(0))
            return _met(apart <= limits.amounts), f"${apart:,.2f} apart"
        case Criterion.OLDEST:
            return _oldest(given, limits)
        case Criterion.DUPLICATES:
            found = given.duplicates or 0
            return _met(found <= limits.duplicates), f"{found:,}"
        case Criterion.RETURNS:
            returns, taken = given.returns or 0, given.taken or 0
            return _met(returns * 1000 <= taken * limits.returns), f"{returns:,} of {taken:,}{_percent(returns, taken)}"
        case Criterion.AUTOPAY:
            return _autopay(given, limits)
        case Criterion.NOTICES:
            planned, sent = given.notices_planned or 0, given.notices_sent or 0
            return _met(sent * 1000 >= planned * limits.notices), f"{sent:,} of {planned:,}{_percent(sent, planned)}"
        case Criterion.CALLS:
            forecast, calls = given.calls_forecast or 0, given.calls_taken or 0
            words = f"{calls:,} of {forecast:,} forecast{_percent(calls, forecast)}"
            return _met(calls * 100 <= forecast * limits.calls), words


def _share(part: int | None, whole: int | None, least: int, of: str) -> tuple[Verdict, str]:
    if not whole:
        return Verdict.UNMET, f"no payment {of}"
    return _met((part or 0) * 1000 >= whole * least), f"{part or 0:,} of {whole:,}{_percent(part or 0, whole)}"


def _oldest(given: Figures, limits: Limits) -> tuple[Verdict, str]:
    if given.oldest_unposted_on is None:
        return Verdict.MET, "nothing is unposted"
    days = ((given.oldest_known_on or given.as_of) - given.oldest_unposted_on).days
    return _met(days <= limits.oldest_days), _days(days) + " old"


def _autopay(given: Figures, limits: Limits) -> tuple[Verdict, str]:
    due, ran = given.autopay_due_on, given.autopay_ran_on
    if due is not None and ran is None and given.is_nothing_drawn:
        return Verdict.MET, f"nothing to draw on {due:%-d %b %Y}"
    if due is None or ran is None:
        return Verdict.AHEAD, f"due {due:%-d %b %Y}" if due else ""
    late = (ran - due).days
    if late <= 0:
        return Verdict.MET, "on its day" if late == 0 else f"{_days(-late)} before its day"
    return _met(late <= limits.autopay_days), f"{_days(late)} late"


def limit_words(limits: Limits) -> dict[Criterion, str]:
    """What is asked for, by criterion."""
    return {
        Criterion.POSTED: f"at least {_share_words(limits.posted)} of those taken",
        Criterion.SETTLED: f"at least {_share_words(limits.settled)} of those posted, within {_days(limits.settled_days)}",
        Criterion.AMOUNTS: f"at most ${limits.amounts:,} apart" if limits.amounts else "to the cent",
        Criterion.OLDEST: f"at most {_days(limits.oldest_days)} old",
        Criterion.DUPLICATES: f"at most {limits.duplicates:,}" if limits.duplicates else "none",
        Criterion.RETURNS: f"at most {_share_words(limits.returns)} of those taken",
        Criterion.AUTOPAY: "on its day" if not limits.autopay_days else f"at most {_days(limits.autopay_days)} late",
        Criterion.NOTICES: f"at least {_share_words(limits.notices)} of the plan",
        Criterion.CALLS: f"at most {limits.calls} % of the forecast",
    }


def _met(is_so: bool) -> Verdict:
    return Verdict.MET if is_so else Verdict.UNMET


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


def _share_words(of_thousand: int) -> str:
    return f"{of_thousand // 10}.{of_thousand % 10} %" if of_thousand % 10 else f"{of_thousand // 10} %"


def _percent(part: int, whole: int) -> str:
    """` (99.4 %)`, rounded down, so that 100 % is said of all alone; nothing for a part of nothing."""
    if not whole:
        return ""
    tenths = part * 1000 // whole
    return f" ({tenths // 10}.{tenths % 10} %)"
