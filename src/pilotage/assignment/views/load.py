"""How full TSMs and TAMs are in the months ahead, and what if."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pilotage.assignment import queries
from pilotage.assignment.enums import OPEN_STATES
from pilotage.assignment.forms import SupposeForm
from pilotage.assignment.models import AssignmentRun
from pilotage.assignment.permissions import may_assign
from pilotage.assignment.queries import Months, WhatIf
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, page_of
from pilotage.people.queries import staff_choices
from pilotage.staffing.rules import BUSY, FULL, OVER
from pilotage.transition import policy

RUNS = 20
#: Billers that a month names, and rows beside the map; of more it says how many.
NAMED, SHOWN = 8, 30


@staff_page
@require_GET
def load_map(request: PageRequest) -> HttpResponseBase:
    """People by months, each with its fullest week; then who is over and when. `?as=csv` or `xlsx` gives it as a file."""
    today = policy.today(timezone.now())
    runs = list(queries.assignment_runs(request.viewer).filter(state__in=OPEN_STATES)[:RUNS])
    form = SupposeForm(request.GET, runs=[(str(one.pk), one.name) for one in runs], people=staff_choices("tsm", "tam"))
    suppose = _suppose(request, asked(form))
    found, nobody = queries.months_ahead(today, suppose)
    if request.GET.get("as") in KINDS:
        months = [one["month"] for one in nobody.months]
        headers = ["person", *(f"{month:%Y-%m}" for month in months)]
        return table_file(request.GET["as"], "load", headers, _export(found, nobody))
    over = [_over(row, month) for row in found for month in row.months if _share(month) is None or _share(month) > OVER]
    page = page_of(request, found)
    context = {
        "page_title": _("Load of TSMs and TAMs"),
        "breadcrumbs": [(_("Pending transition"), reverse("transition:pending"))],
        "finding": _finding(over, nobody, suppose),
        "filter_form": form,
        "chips": chips_of(form),
        "has_map": bool(found or nobody.stints),
        "months": [one["month"] for one in nobody.months],
        "rows": [_shown(row) for row in page],
        "nobody": _shown(nobody),
        "team": _team(found, nobody),
        "page": page if page.has_other_pages() else None,
        "over": sorted(over, key=lambda one: (one["monday"], one["name"]))[:SHOWN],
        "over_more": len(over[SHOWN:]),
        "may_assign": may_assign(request.viewer),
        **export_urls(request),
    }
    return render(request, "assignment/load.html", context)


def _suppose(request: PageRequest, given: dict[str, Any]) -> WhatIf:
    proposals: list[dict[str, Any]] = []
    if given.get("run"):
        run = AssignmentRun.objects.filter(pk=given["run"]).first()
        proposals = (run.found or {}).get("proposals", []) if run is not None else []
    later = timedelta(days=given.get("later") or 0)
    return WhatIf(proposals=proposals, later=later, without=given.get("without"))


def _share(month: dict[str, Any]) -> Any:
    """Load by room; None where there is a load without any room."""
    if month["room"] <= 0:
        return None if month["load"] else 0.0
    return month["load"] / month["room"]


def _shown(row: Months) -> dict[str, Any]:
    return {"user": row.user, "cells": [_cell(row, month) for month in row.months]}


def _cell(row: Months, month: dict[str, Any]) -> dict[str, Any]:
    """What a month shows, and what it says in words."""
    names = sorted({one.name for one in row.stints if one.runs_in(month["monday"])})
    more = [_("and %(n)d more") % {"n": len(names[NAMED:])}] if names[NAMED:] else []
    week = _("week of %(day)s") % {"day": f"{month['monday']:%-d %b}"}
    if row.user is None:
        points = ngettext("%(n)d point", "%(n)d points", month["load"]) % {"n": month["load"]}
        words = ", ".join([week, points, *names[:NAMED], *more])
        return {"text": str(month["load"] or ""), "tone": "none", "title": words}
    share = _share(month)
    tone = "none" if not month["load"] else "over" if share is None or share > OVER + 1e-9 else _tone(share)
    numbers = _("%(load)g of %(room)g points") % {"load": month["load"], "room": round(month["room"], 1)}
    text = "" if not month["load"] else "!" if share is None else f"{round(share * 100)}"
    return {"text": text, "tone": tone, "title": ", ".join([week, numbers, *names[:NAMED], *more])}


def _tone(share: float) -> str:
    return "full" if share >= FULL else "busy" if share >= BUSY else "free"


def _team(found: list[Months], nobody: Months) -> list[dict[str, Any]]:
    """Everybody together with what nobody has yet, by month: whether there are enough people at all."""
    cells = []
    for number, open_month in enumerate(nobody.months):
        months = [row.months[number] for row in found]
        load = sum(one["load"] for one in months) + open_month["load"]
        room = sum(one["room"] for one in months)
        share = load / room if room > 0 else None
        words = _("%(load)g of %(room)g points, with what is not decided") % {"load": load, "room": round(room, 1)}
        tone = "none" if not load else "over" if share is None or share > OVER else _tone(share)
        text = "" if not load else "!" if share is None else f"{round(share * 100)}"
        cells.append({"text": text, "tone": tone, "title": words})
    return cells


def _over(row: Months, month: dict[str, Any]) -> dict[str, Any]:
    share = _share(month)
    name = row.user.name if row.user is not None else ""
    return {
        "name": name, "user": row.user, "monday": month["monday"], "load": month["load"], "room": month["room"],
        "share": None if share is None else round(share * 100),
        "billers": sorted({one.name for one in row.stints if one.runs_in(month["monday"])})[:NAMED],
    }  # fmt: skip


def _finding(over: list[dict[str, Any]], nobody: Months, suppose: WhatIf) -> str:
    said = []
    if suppose.proposals or suppose.later or suppose.without:
        said.append(_("What if:"))
    if not over:
        said.append(_("Nobody is over capacity in the next %(n)d months.") % {"n": queries.MONTHS})
    else:
        first = min(over, key=lambda one: (one["monday"], one["name"]))
        people = len({one["name"] for one in over})
        head = ngettext("%(n)d person is over capacity", "%(n)d people are over capacity", people) % {"n": people}
        words = {"head": head, "name": first["name"], "day": f"{first['monday']:%-d %b %Y}"}
        said.append(_("%(head)s; first %(name)s in the week of %(day)s.") % words)
    n = len(nobody.stints)
    if n:
        said.append(ngettext("%(n)d biller has nobody yet.", "%(n)d billers have nobody yet.", n) % {"n": n})
    return " ".join(said)


def _export(found: list[Months], nobody: Months) -> Iterator[list[object]]:
    for row in found:
        shares = [_share(month) for month in row.months]
        yield [row.user.name if row.user else "", *("" if one is None else round(one * 100) for one in shares)]
    yield [_("Not decided (points)"), *(month["load"] for month in nobody.months)]
