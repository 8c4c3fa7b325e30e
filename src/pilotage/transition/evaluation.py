"""The scored form at the end of a support window. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

#: Questions by key; scores run from 1 (poor) to 5 (good).
QUESTIONS = {
    "posting": "Payments post correctly and on time",
    "reconciliation": "Deposits, settlement and postings agree",
    "cases": "Open production cases are few and not critical",
    "staff": "The biller's staff work on their own",
    "adoption": "Paperless and AutoPay move as planned",
}
LEAST, MOST = 1, 5
ENOUGH = 3.5
FEW_CASES = 3


def why_refused(scores: Mapping[str, int]) -> str | None:
    """In words what is wrong with the scores; None when each question has one from 1 to 5."""
    missing = [words for key, words in QUESTIONS.items() if key not in scores]
    if missing:
        return f"Score “{missing[0]}” from {LEAST} to {MOST}."
    for key, score in scores.items():
        if key not in QUESTIONS:
            return f"There is no question {key}."
        if not isinstance(score, int) or isinstance(score, bool) or not LEAST <= score <= MOST:
            return f"Score “{QUESTIONS[key]}” from {LEAST} to {MOST}."
    return None


def average(scores: Mapping[str, int]) -> float:
    """The mean score."""
    return sum(scores.values()) / len(scores)


def proposed_outcome(scores: Mapping[str, int]) -> tuple[str, str]:
    """`("close" | "extend", why)`: extend when the mean is under 3.5 or any score is 1. Our default: the runbook gives none."""
    lowest = min(scores.values())
    mean = average(scores)
    if lowest == LEAST:
        return "extend", f"One score is {LEAST}."
    if mean < ENOUGH:
        return "extend", f"The mean of {mean:.1f} is under {ENOUGH}."
    return "close", f"The mean of {mean:.1f} is {ENOUGH} or more, and no score is {LEAST}."


#: Unmet criteria of the first bill cycles, by code, and the question that they speak to.
SPEAKS_TO = {
    "posted": "posting", "oldest_unposted": "posting", "duplicates": "posting", "returns": "posting",
    "settled": "reconciliation", "amounts": "reconciliation", "autopay": "adoption", "notices": "adoption", "calls": "staff",
}  # fmt: skip


def proposed_scores(cases: Mapping[str, int], cycles: Sequence[Mapping[str, Any]] = ()) -> dict[str, tuple[int, str]]:
    """Scores that the open cases, and unmet criteria of the newest bill cycle with any, speak for, each with the reason.

    What no fact speaks for is left to people. Our default.
    """
    found = _of_newest(cycles) | {"cases": _of_cases(cases)}
    for key, kind in (("posting", "payment"), ("reconciliation", "reconciliation")):
        if n := cases[kind]:
            found[key] = 2, f"{_cases(n)} about {kind} open"
    return found


def _of_newest(cycles: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, str]]:
    for one in reversed(cycles):
        words: dict[str, list[str]] = {}
        for code, text in zip(one["codes"], one["unmet"], strict=True):
            words.setdefault(SPEAKS_TO[code], []).append(text)
        if words:
            return {key: (2, f"bill cycle {one['cycle']}: {'; '.join(texts)}") for key, texts in words.items()}
    return {}


def _of_cases(cases: Mapping[str, int]) -> tuple[int, str]:
    if cases["critical"]:
        return LEAST, f"{_cases(cases['critical'])} critical"
    if cases["high"] or cases["overdue"]:
        return 2, f"{_cases(cases['high'])} high, {cases['overdue']} overdue"
    if cases["open"]:
        return (
            4 if cases["open"] <= FEW_CASES else 3
        ), f"{_cases(cases['open'])} open, the oldest {cases['oldest_days']} days"
    return MOST, "no case is open"


def _cases(n: int) -> str:
    return f"{n} case" if n == 1 else f"{n} cases"
