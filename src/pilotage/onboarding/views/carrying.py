"""Carrying a playbook into running projects: choose projects, see what it would change in each, say yes."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core import jobs
from pilotage.core.errors import Refused
from pilotage.onboarding import operations, playbook_queries
from pilotage.onboarding.conditions import FACTS, fact_words
from pilotage.onboarding.enums import MergeState
from pilotage.onboarding.merge_reading import read_merge
from pilotage.onboarding.merging import Item, Step
from pilotage.onboarding.models import Carrying, ProjectMerge
from pilotage.onboarding.permissions import may_plan
from pilotage.onboarding.playbook_forms import FindProjectForm
from pilotage.onboarding.project_tabs import tabs_of
from pilotage.onboarding.views.playbooks import CRUMBS, find_version
from pilotage.onboarding.views.projects import find_project
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import act, asked, chips_of, page_of, uuids

STEP_NAMES = {
    Step.ADDED: gettext_lazy("Added"),
    Step.CHANGED: gettext_lazy("Changed"),
    Step.DROPPED: gettext_lazy("Dropped"),
    Step.KEPT: gettext_lazy("Kept as it is"),
}
STEP_TONES = {Step.ADDED: "good", Step.CHANGED: "accent", Step.DROPPED: "bad", Step.KEPT: "quiet"}


@staff_page
@require_http_methods(["GET", "POST"])
def carry_into(request: PageRequest, pk: int) -> HttpResponse:
    """Running projects on another version: tick those to compare."""
    version = find_version(pk)
    form = FindProjectForm(request.GET)
    found = playbook_queries.behind(request.viewer, version, asked(form).get("q", ""))
    if request.method == "POST":
        chosen = list(found) if request.POST.get("all") else list(found.filter(pk__in=uuids(request)))
        with refusal_to_message(request):
            made = operations.begin_carrying(version=version, projects=chosen, by=request.viewer, now=timezone.now())
            return redirect("onboarding:carrying", pk=made.pk)
        return redirect(request.get_full_path())
    page = page_of(request, found)
    context = {
        "page_title": _("Carry %(version)s into running projects") % {"version": version},
        "page_lead": _("First it is compared with each plan. No plan changes before you say yes to what you see."),
        "breadcrumbs": [
            *CRUMBS, (_("Playbooks"), reverse("onboarding:playbooks")), (str(version), reverse("onboarding:playbook", args=[pk])),
        ],
        "filter_form": form,
        "chips": chips_of(form),
        "version": version,
        "page": page,
        "rows": page,
        "earlier": playbook_queries.recent_carryings(version),
        "is_empty": not page.paginator.count,
        "may_plan": may_plan(request.viewer),
    }  # fmt: skip
    return render(request, "onboarding/carry_into.html", context)


@staff_page
@require_GET
def carrying(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What the version would do, or did, to each project; the progress while a job runs."""
    found = _carrying(pk)
    counted = playbook_queries.count_merges(request.viewer, found)
    page = page_of(request, playbook_queries.merges_of(request.viewer, found))
    status = jobs.status(found.job_id) if found.job_id else None
    is_running = bool(counted[MergeState.LOOKING] or counted[MergeState.WAITING])
    context = {
        "page_title": str(found),
        "page_lead": found.version.note,
        "breadcrumbs": [
            *CRUMBS,
            (_("Playbooks"), reverse("onboarding:playbooks")),
            (str(found.version), reverse("onboarding:playbook", args=[found.version_id])),
        ],
        "carrying": found,
        "page": page,
        "rows": page,
        "run": _run(counted, sum(counted.values()), is_running and not (status and status.state == "failed"), status),
        "proposed": counted[MergeState.PROPOSED],
        "to_look_at": counted[MergeState.CHANGED] + counted[MergeState.REFUSED],
        "may_plan": may_plan(request.viewer),
    }
    return render(request, "onboarding/carrying.html", context)


def _run(counted: dict[MergeState, int], total: int, is_running: bool, status: Any) -> dict[str, Any]:
    left = counted[MergeState.LOOKING] + counted[MergeState.WAITING]
    if is_running:
        text = _("Comparing the plans") if counted[MergeState.LOOKING] else _("Carrying it in")
        return {"is_running": True, "text": text, "done": total - left, "total": total}
    if left:
        return {
            "is_running": False,
            "tone": "bad",
            "text": _("It stopped before the end."),
            "detail": getattr(status, "problem", ""),
        }
    merged, open_rows = counted[MergeState.MERGED], counted[MergeState.PROPOSED]
    if open_rows:
        words = ngettext(
            "%(n)d project waits for your yes. Nothing has changed in it.",
            "%(n)d projects wait for your yes. Nothing has changed in them.",
            open_rows,
        )
        return {"is_running": False, "tone": "accent", "text": words % {"n": open_rows}}
    words = ngettext("Carried into %(n)d project.", "Carried into %(n)d projects.", merged) % {"n": merged}
    return {"is_running": False, "tone": "good" if merged == total else "warn", "text": words}


@staff_page
@require_POST
def carrying_agree(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The yes for the ticked projects, to what was proposed."""
    found = _carrying(pk)
    ticked = [int(text) for text in request.POST.getlist("selected") if text.isdigit()]
    keys = playbook_queries.proposed_of(request.viewer, found) if "all" in request.POST else ticked
    return act(
        request,
        lambda: operations.agree(carrying=found, merges=keys, by=request.viewer, now=timezone.now()),
        said=_("It is on its way. You can leave this page."),
        then=reverse("onboarding:carrying", args=[pk]),
    )


@staff_page
@require_POST
def carrying_again(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Compares anew where the plan changed meanwhile."""
    found = _carrying(pk)
    return act(
        request,
        lambda: operations.look_again(carrying=found, by=request.viewer, now=timezone.now()),
        said=_("These plans are compared again."),
        then=reverse("onboarding:carrying", args=[pk]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def merge_view(request: PageRequest, pk: int) -> HttpResponse:
    """One project: every change with a tick, every edit that stays; then yes, or only keep the choice."""
    found = _merge(request, pk)
    back = reverse("onboarding:carrying", args=[found.carrying_id])
    reading = read_merge(found.project, found.carrying.version)
    if request.method == "POST":
        with refusal_to_message(request):
            _decide(request, found, list(reading.proposal.items))
            return redirect(back)
        return redirect(request.path)
    is_open = found.state == MergeState.PROPOSED
    context = {
        "page_title": _("%(version)s into %(project)s")
        % {"version": found.carrying.version, "project": found.project.name},
        "page_lead": found.carrying.version.note,
        "breadcrumbs": [(str(found.carrying), back)],
        "merge": found,
        "project": found.project,
        "groups": _groups(list(reading.proposal.items), found) if is_open else [],
        "refusal": reading.proposal.refusal or found.reason,
        "is_stale": is_open and reading.proposal.fingerprint != found.proposal,
        "counts": reading.proposal.counts if is_open else found.outcome,
        "may_plan": may_plan(request.viewer),
        "back": back,
    }
    return render(request, "onboarding/merge.html", context)


def _decide(request: PageRequest, found: ProjectMerge, items: list[Item]) -> None:
    ticked, by, now = set(request.POST.getlist("item")), request.viewer, timezone.now()
    operations.choose_for_merge(
        merge=found, declined=[one.key for one in items if one.is_on and one.key not in ticked],
        taken=[one.key for one in items if not one.is_on and one.is_choice and one.key in ticked],
        proposal=request.POST.get("proposal", ""), by=by, now=now,
    )  # fmt: skip
    if request.POST.get("do") == "carry":
        operations.agree(carrying=found.carrying, merges=[found.pk], by=by, now=now)


def _groups(items: list[Item], found: ProjectMerge) -> list[dict[str, Any]]:
    declined, taken = set(found.declined), set(found.taken)
    groups = []
    for step in Step:
        rows = [
            {
                "item": one,
                "is_ticked": one.key in taken or (one.is_on and one.key not in declined),
                "words": _words(one),
            }
            for one in items
            if one.step == step
        ]
        if rows:
            groups.append({"name": STEP_NAMES[step], "tone": STEP_TONES[step], "step": step, "rows": rows})
    return groups


def _words(item: Item) -> dict[str, str]:
    def text(value: Any) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value if value not in (None, "") else "–")

    if item.step == Step.ADDED:
        new = item.new
        return {
            "mine": "",
            "new": f"{new['part']}, {new['duration_days']} d" + (f", {text(new['links'])}" if new["links"] else ""),
        }
    if not item.field:
        return {"mine": "", "new": ""}
    return {"mine": text(item.mine), "new": text(item.new)}


@staff_page
@require_http_methods(["GET", "POST"])
def project_playbook(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What a project was made from, on which facts, and what is newer."""
    found = find_project(request, pk)
    newer = playbook_queries.newer_versions(found)
    if request.method == "POST":
        version = find_version(int(request.POST["version"])) if request.POST.get("version", "").isdigit() else None
        with refusal_to_message(request):
            if version is None or not version.is_published:
                raise Refused(_("Choose a published version."))
            made = operations.begin_carrying(version=version, projects=[found], by=request.viewer, now=timezone.now())
            return redirect("onboarding:merge", pk=made.merges.everywhere().get().pk)
        return redirect(request.path)
    held = [one.version for one in found.parts.select_related("version__playbook")]
    had = {version.playbook_id for version in held}
    days, words = found.parameters.get("days", {}), found.parameters.get("words", {})
    context = {
        "page_title": _("Playbook of %(name)s") % {"name": found.name},
        "breadcrumbs": [
            (_("Projects"), reverse("onboarding:list")),
            (found.name, reverse("onboarding:project", args=[pk])),
        ],
        "tabs": tabs_of(found, request.path, request.viewer),
        "project": found,
        "parts": held,
        "newer": newer,
        "more_parts": [one for one in playbook_queries.published_parts() if one.playbook_id not in had],
        "facts": [
            {"label": FACTS[key].label, "value": fact_words(key, value)}
            for key, value in found.facts.items()
            if key in FACTS
        ],
        "parameters": [*days.items(), *words.items()],
        "merges": playbook_queries.merges_of_project(found),
        "may_plan": may_plan(request.viewer),
    }
    return render(request, "onboarding/project_playbook.html", context)


def _carrying(pk: uuid.UUID) -> Carrying:
    try:
        return playbook_queries.carrying_for(pk)
    except Carrying.DoesNotExist:
        raise Http404 from None


def _merge(request: PageRequest, pk: int) -> ProjectMerge:
    try:
        return playbook_queries.merge_for(request.viewer, pk)
    except ProjectMerge.DoesNotExist:
        raise Http404 from None
