"""One day of a check: what was counted, what is unposted, late or there twice, with ages; as a page and as a file."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pilotage.core.exports import KINDS, table_file
from pilotage.core.jobs import status
from pilotage.daily import queries
from pilotage.daily.enums import AT_WORK, OPEN_NAMES, REASON_NAMES, ROLE_NAMES, DayState, Kind
from pilotage.daily.forms import FindingFilter
from pilotage.daily.models import CheckDay, DayFinding
from pilotage.daily.permissions import may_write
from pilotage.daily.rules.findings import word_and_day
from pilotage.daily.views.finding import crumbs
from pilotage.people.doors import PageRequest, found, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, page_of

HEADERS = (
    "reason",
    "open",
    "file",
    "row",
    "number",
    "account",
    "date",
    "age_banking_days",
    "amount",
    "other_amount",
    "details",
)
STATE_NAMES = {
    "confirmed": "in order", "expected": "not due yet", "exception": "wrong or missing", "excluded": "left out", "on_time": "on time",
    "matched": "in order", "not_drawn": "not drawn", "equal": "agree", "different": "differ", "one_sided": "in this file alone",
    "duplicates": "keys there more than once", "rejected": "can't be read",
}  # fmt: skip


@staff_page
@require_GET
def day(request: PageRequest, pk: int) -> HttpResponseBase:
    """Counts and sums of each file, then every finding, the open and oldest first."""
    one = found(queries.day_for, request.viewer, pk)
    form = FindingFilter(request.GET, reasons=one.reasons)
    rows = queries.items_of(one, asked(form))
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], f"{one.check_of.kind}-{one.day}", HEADERS, _export(one, rows))
    page = page_of(request, rows)
    check, is_at_work = one.check_of, one.state in AT_WORK and not _is_given_up(one)
    context = {
        "page_title": f"{check.name}, {one.day:%-d %b %Y}",
        "page_lead": check.biller.name,
        "breadcrumbs": crumbs(check.biller, check),
        "day": one,
        "check": check,
        "verdict": _verdict(one),
        "sides": [_side(one, side) for side in one.sides],
        "lags": [(_ways()[way], told) for way, told in one.lags.items() if way in _ways()],
        "files": [
            file | {"role_name": ROLE_NAMES.get(file["role"], file["role"]), "on": date.fromisoformat(file["day"])}
            for file in one.files
        ],
        "filter_form": form if one.reasons else None,
        "chips": chips_of(form),
        "page": page,
        "rows": [_shown(one, row) for row in page],
        "is_empty": not page.paginator.count,
        "is_at_work": is_at_work,
        "may_run": may_write(request.viewer) and not is_at_work,
        "run_url": reverse("daily:check_run", args=[check.pk]),
        **export_urls(request),
    }
    return render(request, "daily/day.html", context)


def _ways() -> dict[str, str]:
    return {"posted": _("Paid → posted"), "settled": _("Paid → deposit"), "banked": _("Paid → bank")}


def _is_given_up(one: CheckDay) -> bool:
    job = status(one.job_id) if one.job_id else None
    return job is not None and job.state == "failed"


def _verdict(one: CheckDay) -> tuple[str, str]:
    """Tone and sentence."""
    if one.state == DayState.AGREES:
        return "good", _("Everything agrees.")
    if one.state == DayState.DEVIATES:
        words = ngettext("%(n)s deviation.", "%(n)s deviations.", one.deviations) % {"n": f"{one.deviations:,}"}
        if one.open_count:
            name = OPEN_NAMES[Kind(one.check_of.kind)]
            words += " " + _("%(n)s %(what)s") % {"n": f"{one.open_count:,}", "what": name}
            if one.oldest is not None:
                words += ngettext(
                    ", the oldest for %(n)d banking day", ", the oldest for %(n)d banking days", one.oldest
                ) % {"n": one.oldest}
            words += "."
        return "bad", words
    if one.state in AT_WORK:
        return "accent", _("Its job was given up. Run the day again.") if _is_given_up(one) else _(
            "The day is being checked."
        )
    return ("warn", one.problem) if one.state == DayState.MISSING else ("bad", one.problem)


def _money(one: CheckDay, amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount).scaleb(-one.scale)


def _side(one: CheckDay, side: dict[str, Any]) -> dict[str, Any]:
    states = [
        (STATE_NAMES.get(state, state.replace("_", " ")), count) for state, count in side["states"].items() if count
    ]
    name = ROLE_NAMES.get(side["name"], side["name"])
    return {"name": name, "rows": side["rows"], "amount": _money(one, side["amount"]), "states": states}


def _shown(one: CheckDay, row: DayFinding) -> dict[str, Any]:
    details, on = word_and_day(row.details)
    return {
        "details": details, "details_day": on,
        "row": row, "words": REASON_NAMES.get(row.reason, row.reason.replace("_", " ").capitalize()),
        "side": ROLE_NAMES.get(row.side, row.side), "amount": _money(one, row.amount), "other": _money(one, row.other_amount),
    }  # fmt: skip


def _export(one: CheckDay, rows: Any) -> Iterator[list[object]]:
    for row in rows.iterator(chunk_size=500):
        details, on = word_and_day(row.details)
        yield [
            row.reason, row.is_open, row.side, row.row, row.key, row.account, row.on, row.age, _money(one, row.amount),
            _money(one, row.other_amount), f"{details} {on:%-d %b %Y}" if on else details,
        ]  # fmt: skip
