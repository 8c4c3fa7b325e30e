"""All checks as a list, and a biller's board: thirty days, ages, trends, the settlement timeline."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pilotage.billers.models import Biller
from pilotage.billers.queries import biller_for, phases_of
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.daily import drawing, queries
from pilotage.daily.enums import BAD, OPEN_NAMES, Kind
from pilotage.daily.forms import CheckFilter
from pilotage.daily.models import CheckDay, DailyCheck
from pilotage.daily.permissions import may_write
from pilotage.daily.views.finding import crumbs
from pilotage.people.doors import PageRequest, found, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, page_of
from pilotage.verification.views.finding import tabs

HEADERS = (
    "biller", "phase", "check", "kind", "expected_by", "last_day", "last_state", "deviations", "oldest_open_days", "alarm_since", "case",
    "owner", "paused",
)  # fmt: skip


@staff_page
@require_GET
def check_list(request: PageRequest) -> HttpResponseBase:
    """Every check with how its last day went."""
    form, sort = CheckFilter(request.GET), request.GET.get("sort", "")
    given = asked(form)
    rows = queries.checks(request.viewer, given, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "daily-checks", HEADERS, _export(rows))
    page = page_of(request, rows)
    phase = find_phase(request, given["phase"]) if given.get("phase") else None
    may_set = may_write(request.viewer) and phase is not None and phase.went_live_date is not None
    context = {
        "page_title": _("Daily checks of %(phase)s") % {"phase": phase} if phase else _("Daily checks"),
        "page_lead": _(
            "What is proven each business day after go-live: posting, balances, settlement, AutoPay, notices."
        ),
        "breadcrumbs": [(phase.biller.name, reverse("daily:board", args=[phase.biller_id]))] if phase else [],
        "filter_form": form,
        "chips": chips_of(form, leave=("biller", "phase")),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "tabs": tabs("daily", phase),
        "new_url": reverse("daily:check_new", args=[phase.pk]) if may_set and phase else "",
        **export_urls(request),
    }
    return render(request, "daily/list.html", context)


def _export(rows: Any) -> Iterator[list[object]]:
    for one in rows:
        yield [
            one.biller.name, one.phase.name, one.name, one.get_kind_display(), one.due_time, one.last_day, one.last_state,
            one.last_deviations, one.last_oldest, one.alarm_since, one.case.code if one.case else "",
            one.owner.name if one.owner else "", one.is_paused,
        ]  # fmt: skip


@staff_page
@require_GET
def board(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A row per check, a cell per day, the age of the oldest open item, the trend; below, how long money takes."""
    biller, now = found(biller_for, request.viewer, pk), timezone.now()
    checks = queries.checks_of(pk, request.viewer)
    rows = _rows(checks, now)
    days = drawing.last_days(rows[0]["today"]) if rows else []
    live = [one for one in phases_of(biller) if one.went_live_date is not None and one.stage != "cancelled"]
    context = {
        "page_title": _("Daily checks of %(biller)s") % {"biller": biller.name},
        "page_lead": _("Times are the biller's: %(zone)s.") % {"zone": biller.time_zone},
        "breadcrumbs": [*crumbs(), (biller.name, reverse("desk:biller", args=[pk]))],
        "rows": rows,
        "heads": days,
        "finding": _finding(biller, rows),
        "timeline": _timeline(request, pk, days),
        "live_phases": live if may_write(request.viewer) else [],
        "is_live": bool(live),
    }
    return render(request, "daily/board.html", context)


def _rows(checks: list[DailyCheck], now: Any) -> list[dict[str, Any]]:
    found_rows = []
    today = queries.rhythm_of(checks[0]).today(now) if checks else None
    by_check = (
        queries.days_between([one.pk for one in checks], drawing.last_days(today)[0], today)
        if today is not None
        else {}
    )
    for one in checks:
        rhythm, days = queries.rhythm_of(one), by_check.get(one.pk, {})
        assert today is not None
        last = max((day for day in days.values() if day.ended_at), key=lambda day: day.day, default=None)
        found_rows.append({
            "check": one, "today": today, "cells": drawing.cells(days, rhythm, today, one.begins_on),
            "trend": drawing.trend(days, today), "last": last, "open_name": OPEN_NAMES[Kind(one.kind)],
            "case": one.case if one.case and one.case.closed_at is None else None,
        })  # fmt: skip
    return found_rows


def _finding(biller: Biller, rows: list[dict[str, Any]]) -> str:
    """The board in a sentence."""
    if not rows:
        return ""
    alarms = [row for row in rows if row["check"].alarm_since]
    bad = [row for row in rows if row["last"] is not None and row["last"].state in BAD]
    if alarms:
        worst = max((row["last"].oldest or 0 for row in alarms if row["last"]), default=0)
        words = ngettext(
            "Alarm: %(n)d check has items open for too long, the oldest for %(days)d banking days.",
            "Alarm: %(n)d checks have items open for too long, the oldest for %(days)d banking days.", len(alarms),
        )  # fmt: skip
        return words % {"n": len(alarms), "days": worst}
    if bad:
        words = ngettext("%(n)d check deviates.", "%(n)d checks deviate.", len(bad))
        return words % {"n": len(bad)}
    return _("Nothing deviates.") if any(row["last"] for row in rows) else _("No day has been checked yet.")


def _timeline(request: PageRequest, pk: uuid.UUID, days: list[Any]) -> dict[str, Any] | None:
    rows: list[CheckDay] = queries.timeline_days(pk, request.viewer, days[0], days[-1]) if days else []
    return drawing.timeline(rows, days[-1]) if rows else None
