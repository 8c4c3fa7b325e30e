"""A run's answer as its page shows it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilotage.assignment.enums import AssignState
from pilotage.assignment.models import AssignmentRun
from pilotage.assignment.rules import gain_words
from pilotage.core.jobs import status
from pilotage.transition.enums import SUPPORT_NAMES, Support

Row = dict[str, Any]
#: Left-out billers that the page names; of more it says how many.
NAMED = 20


def progress_of(found: AssignmentRun) -> Row:
    """How the run stands, for the page of a run."""
    if found.state in (AssignState.WAITING, AssignState.TAKING):
        job = status(found.job_id) if found.job_id else None
        if job is not None and job.state == "failed":
            why = job.problem.partition(": ")[2]
            return {"tone": "warn", "text": _("This was tried several times and given up"), "detail": why}
        words = _("Working it out") if found.state == AssignState.WAITING else _("Deciding what was accepted")
        total = {"done": job.done, "total": job.total} if job is not None and job.total else {}
        return {"is_running": True, "text": words, "rate": ""} | total
    if found.state == AssignState.FAILED:
        return {"tone": "bad", "text": _("This can't be worked out"), "detail": found.problem}
    return {}


def rows_of(found: AssignmentRun) -> list[Row]:
    """Proposals by go-live, each with whether it was taken over."""
    taken = {row["need"] for row in found.kept}
    answer: Row = found.found or {}
    rows = [row | {"is_taken": row["need"] in taken} for row in answer.get("proposals", [])]
    return sorted(rows, key=lambda row: (row["target"], row["name"]))


def whole(found: AssignmentRun, rows: list[Row]) -> Row:
    """The page: the finding, these proposals with the people to choose from, and the loads."""
    answer, given = found.found or {}, found.given or {}
    choices = [(one["user"], one["name"]) for one in given.get("people", [])]
    for row in rows:
        row["target_date"] = date.fromisoformat(row["target"])
        row["support_name"] = SUPPORT_NAMES[Support(row["support"])]
        row["choices"] = choices
        row["is_plain"] = _is_plain(row)
    loads = sorted(answer.get("people", []), key=lambda row: -(row["after"] if row["after"] is not None else 999))
    left_out = given.get("left_out", [])
    return {
        "rows": rows,
        "loads": [row | {"day": date.fromisoformat(row["monday"]) if row["monday"] else None} for row in loads],
        "finding": finding(found),
        "gain": gain_words(answer) if answer.get("proposals") else "",
        "answer": answer,
        "is_asking_why": any(row["differs"] or row["over"] for row in rows),
        "plain": len(plain_needs(found)),
        "left_out": left_out[:NAMED],
        "left_out_total": len(left_out),
        "left_out_more": len(left_out[NAMED:]),
        "more": given.get("more", 0),
    }


def finding(found: AssignmentRun) -> str:
    """What is so, in a sentence or two."""
    answer: Row = found.found or {}
    n, empty = len(answer["proposals"]), answer["empty"]
    if not n:
        return _("Every go-live ahead has its person; there is nothing to propose.")
    said = ngettext("%(n)d proposal.", "%(n)d proposals.", n) % {"n": n}
    if empty:
        said += " " + _("For %(n)d of them nobody has room in every week.") % {"n": empty}
    over = [row for row in answer["proposals"] if row["over"]]
    if over:
        said += " " + _("%(n)d that are locked go over capacity.") % {"n": len(over)}
    known = [row for row in answer["people"] if row["after"] is not None]
    most = max(known, key=lambda row: row["after"], default=None)
    if most is not None:
        words = {"name": most["name"], "share": most["after"], "day": f"{date.fromisoformat(most['monday']):%-d %b %Y}"}
        said += " " + _("The fullest is then %(name)s, %(share)d %% in the week of %(day)s.") % words
    return said


def plain_needs(found: AssignmentRun) -> list[str]:
    """What can be taken over without a reason of its own."""
    return [row["need"] for row in rows_of(found) if _is_plain(row)]


def _is_plain(row: Mapping[str, Any]) -> bool:
    return bool(row["user"] and not (row["is_taken"] or row["differs"] or row["over"]))


def locks_of(found: AssignmentRun, posted: Mapping[str, str]) -> dict[str, int]:
    """What stays in the next run: chosen by hand or locked on this page, and earlier locks of other pages."""
    locks: dict[str, int] = {}
    earlier: Row = found.asked.get("locks", {})
    for row in (found.found or {}).get("proposals", []):
        need = row["need"]
        if f"take-{need}" not in posted:
            if need in earlier:
                locks[need] = earlier[need]
            continue
        chosen = posted[f"take-{need}"]
        taken = int(chosen) if chosen.isdecimal() and len(chosen) < 10 else row["user"]
        if taken is not None and (taken != row["user"] or posted.get(f"lock-{need}")):
            locks[need] = taken
    return locks
