"""Who has how much in the months to come."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import ROLE_NAMES
from pilotage.people.pages import export_urls, page_of
from pilotage.staffing import queries
from pilotage.staffing.enums import ROLES
from pilotage.staffing.permissions import may_staff
from pilotage.staffing.queries import Ahead
from pilotage.staffing.rules import Week, overloads

RUNS_SHOWN = 8
#: Rows of the lists beside the map, and billers that a week of the map names; of more it says how many.
SHOWN, NAMED = 50, 10


@staff_page
@require_GET
def overview(request: PageRequest) -> HttpResponseBase:
    """A heat map of people and weeks, what is over, what was worked out last. `?as=csv` or `xlsx` gives the map as a file."""
    today, role = today_of(request), request.GET.get("role", "")
    rows = queries.ahead(request.viewer, today=today, roles=[role] if role in ROLES else ROLES)
    if request.GET.get("as") in KINDS:
        headers = ["person", "role", *(week.monday.isoformat() for week in (rows[0].weeks if rows else []))]
        return table_file(request.GET["as"], "staffing", headers, _export(rows))
    over = [one for row in rows if row.user for one in overloads(row.user.name, row.weeks)]
    nobody = sorted({one.biller for row in rows if row.user is None for one in row.demands})
    page = page_of(request, rows)
    context = {
        "page_title": _("Staffing"),
        "finding": _finding(over, nobody),
        **map_of(list(page)),
        "page": page if page.has_other_pages() else None,
        "over": sorted(over, key=lambda one: one["first"])[:SHOWN],
        "over_total": len(over),
        "over_more": len(over[SHOWN:]),
        "nobody": nobody[:SHOWN],
        "nobody_total": len(nobody),
        "nobody_more": len(nobody[SHOWN:]),
        "runs": list(queries.runs(request.viewer)[:RUNS_SHOWN]),
        "may_staff": may_staff(request.viewer),
        "tabs": _tabs(role),
        **export_urls(request),
    }
    return render(request, "staffing/overview.html", context)


def _tabs(role: str) -> list[dict[str, Any]]:
    home = reverse("staffing:overview")
    return [
        {"label": label, "url": f"{home}?role={word}" if word else home, "active": role == word}
        for word, label in [("", _("Everybody")), *((one, ROLE_NAMES[one]) for one in ROLES)]
    ] + [{"label": _("TSMs and TAMs"), "url": reverse("assignment:load"), "active": False}]


def today_of(request: PageRequest) -> date:
    """Today where the reader is."""
    now: datetime = timezone.now()
    return now.astimezone(ZoneInfo(request.viewer.time_zone)).date()


def map_of(rows: list[Ahead]) -> dict[str, Any]:
    """What the map is drawn from."""
    weeks = rows[0].weeks if rows else []
    shown = [
        {"user": row.user, "role": ROLE_NAMES[row.role], "cells": [cell(week) for week in row.weeks]} for row in rows
    ]
    return {"rows": shown, "months": months_of(weeks), "mondays": [week.monday for week in weeks]}


def cell(week: Week) -> dict[str, Any]:
    """What a week shows, and what it says in words."""
    share = week.share
    is_off = week.capacity <= 0 and bool(week.away)
    text = "" if not week.load or is_off else "!" if share is None else f"{round(share * 100)}"
    numbers = {"load": round(week.load, 1), "capacity": round(week.capacity, 1)}
    words = [
        _("week of %(day)s") % {"day": f"{week.monday:%-d %b}"},
        _("%(load)g of %(capacity)g points") % numbers,
    ]
    if week.away:
        words.append(ngettext("%(n)d day away", "%(n)d days away", week.away) % {"n": week.away})
    more = len(week.billers[NAMED:])
    names = [*week.billers[:NAMED], *([_("and %(n)d more") % {"n": more}] if more else [])]
    tone = week.tone if week.load else "away" if week.away >= 3 else "none"
    return {"text": text, "tone": tone, "title": ", ".join([*words, *names])}


def months_of(weeks: list[Week]) -> list[dict[str, Any]]:
    """Months above the weeks, with how many weeks each has."""
    found: list[dict[str, Any]] = []
    for week in weeks:
        name = f"{week.monday:%b %Y}"
        if found and found[-1]["name"] == name:
            found[-1]["span"] += 1
        else:
            found.append({"name": name, "span": 1})
    for one in found:
        one["shown"] = one["name"] if one["span"] > 2 else one["name"][:3]
    return found


def _finding(over: list[dict[str, Any]], nobody: list[str]) -> str:
    if not over and not nobody:
        return _("Nobody is over capacity in the next 26 weeks, and every biller has its people.")
    said = []
    if over:
        first = min(over, key=lambda one: (one["first"], one["name"]))
        people = len({one["name"] for one in over})
        head = ngettext(
            "%(n)d person is over capacity in the next 26 weeks",
            "%(n)d people are over capacity in the next 26 weeks",
            people,
        ) % {"n": people}
        words = {"head": head, "name": first["name"], "day": f"{first['first']:%-d %b}"}
        if first["most"] is None:
            said.append(_("%(head)s; first %(name)s, without any capacity from the week of %(day)s.") % words)
        else:
            words["most"] = round(first["most"] * 100)
            said.append(_("%(head)s; first %(name)s, up to %(most)d %% from the week of %(day)s.") % words)
    if nobody:
        n = len(nobody)
        said.append(ngettext("%(n)d biller still needs people.", "%(n)d billers still need people.", n) % {"n": n})
    return " ".join(said)


def _export(rows: list[Ahead]) -> Iterator[list[object]]:
    for row in rows:
        cells = ["" if (share := week.share) is None else round(share * 100) for week in row.weeks]
        yield [row.user.name if row.user else "", row.role, *cells]
