"""Runs: list, a new one, one with its groups and patterns, files, differences line beside line."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.views.phases import find_phase
from pilotage.core import jobs
from pilotage.people.doors import PageRequest, found, staff_page
from pilotage.people.pages import act, asked, chips_of, form_page, page_of
from pilotage.verification import operations, queries
from pilotage.verification.enums import REASON_NAMES, RunState, Verdict
from pilotage.verification.models import Run
from pilotage.verification.permissions import may_write
from pilotage.verification.rules import results
from pilotage.verification.run_forms import DifferenceFilter, NewRunForm, RunFilter
from pilotage.verification.views.files import handed_out, take_file
from pilotage.verification.views.finding import about, crumbs, find_spec, tabs

TONES = {Verdict.AGREES: "good", Verdict.ACCEPTED: "good", Verdict.DIFFERS: "warn"}


@staff_page
@require_GET
def run_list(request: PageRequest) -> HttpResponse:
    """Every run with what it says, the newest first."""
    form, sort = RunFilter(request.GET), request.GET.get("sort", "")
    given = asked(form)
    page = page_of(request, queries.runs(request.viewer, given, sort=sort))
    phase = find_phase(request, given["phase"]) if given.get("phase") else None
    context = {
        "page_title": _("Runs of %(phase)s") % {"phase": phase} if phase else _("Verification runs"),
        "page_lead": _("Two files compared, field by field: what agrees, what differs, what was accepted."),
        "breadcrumbs": [],
        "filter_form": form,
        "chips": chips_of(form, leave=("spec", "biller", "phase")),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "tabs": tabs("runs", phase),
    }
    return render(request, "verification/runs.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def run_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes two files and begins."""
    spec = find_spec(request, pk)
    form = NewRunForm(request.POST, request.FILES, spec=spec) if request.method == "POST" else NewRunForm(spec=spec)

    def run(given: Any) -> str:
        by, now = request.viewer, timezone.now()
        files = {
            side: take_file(request, spec, side, given[side]) if given[side] else given[f"{side}_held"]
            for side in ("left", "right")
        }
        made = operations.start_run(spec=spec, by=by, now=now, **files)
        return reverse("verification:run", args=[made.pk])

    context = about(spec, _("New run of %(name)s"), _("Start run")) | {
        "page_lead": _(
            "Files with card numbers are refused before anything is kept. You can leave the page while it runs."
        ),
        "is_upload": True,
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_GET
def run(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One run: progress while it runs, then result, patterns, heat map, groups."""
    one = found(queries.run_for, request.viewer, pk)
    job = jobs.status(one.job_id) if one.state in (RunState.WAITING, RunState.RUNNING) and one.job_id else None
    context = {
        "page_title": str(one),
        "page_lead": _("%(left)s against %(right)s, %(biller)s")
        % {"left": one.left.name, "right": one.right.name, "biller": one.biller.name},
        "breadcrumbs": crumbs(one.spec),
        "verification_run": one,
        "run": _standing(one, job),
        "may_write": may_write(request.viewer),
        "may_retry": job is not None and job.state == "failed" and may_write(request.viewer),
        "user_id": request.viewer.user_id,
        "history_url": reverse("desk:history", args=[pk]),
    }
    if one.state == RunState.DONE:
        context |= _shown(one)
    return render(request, "verification/run.html", context)


@staff_page
@require_POST
def run_retry(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A run that was given up begins once more."""
    one = found(queries.run_for, request.viewer, pk)
    then = reverse("verification:run", args=[pk])
    return act(
        request,
        lambda: operations.run_again(run=one, by=request.viewer, now=timezone.now()),
        said=_("It runs again."),
        then=then,
    )


@staff_page
@require_GET
def differences(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Differing cells with both rows beside each other, the field marked."""
    one = found(queries.run_for, request.viewer, pk)
    groups = [group for group in results.groups(one.result) if group.field]
    form = DifferenceFilter(
        request.GET,
        fields=sorted({group.field for group in groups}),
        reasons=list(dict.fromkeys(group.reason for group in groups)),
    )
    given = asked(form)
    page = page_of(request, queries.differences(one, given), 25)
    lines = [(row, _side_by_side(one, row)) for row in page]
    total = _total(one, groups, given)
    context = {
        "page_title": _("Differences of %(run)s") % {"run": one},
        "breadcrumbs": [*crumbs(one.spec), (str(one), reverse("verification:run", args=[pk]))],
        "verification_run": one,
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": lines,
        "total": total,
        "is_sampled": total > page.paginator.count and not given.get("q"),
        "is_empty": not page.paginator.count,
        "reason_names": REASON_NAMES,
        "files": {file.name: file for file in queries.files_of_run(one)},
    }
    return render(request, "verification/differences.html", context)


def _total(one: Run, groups: list[results.Group], given: Mapping[str, Any]) -> int:
    """How many cells the run has under these filters, shown or not; 0 where that isn't counted."""
    field, reason = given.get("field"), given.get("reason")
    if given.get("only"):
        news = one.compared.get("fields") or {}
        return 0 if reason else sum(told[1] for name, told in news.items() if not field or name == field)
    return sum(
        group.count
        for group in groups
        if (not field or group.field == field) and (not reason or group.reason == reason)
    )


@staff_page
@never_cache
@require_GET
def run_file(request: PageRequest, pk: int) -> HttpResponseBase:
    """What a run gave: differences, workbook, report."""
    file = found(queries.run_file_for, request.viewer, pk)
    stem = f"{file.run.spec.name}, run {file.run.number}"
    return handed_out(file.stored_name, f"{stem}, {file.name}")


def _side_by_side(one: Run, row: Any) -> list[tuple[str, str, str, bool]]:
    """(field, left text, right text, is it the one that differs) for each mapped column that both rows hold."""
    renamed = {ours: theirs for theirs, ours in (one.version.body.get("right", {}).get("rename") or {}).items()}
    shown = []
    for name, text in row.left_cells.items():
        right = renamed.get(name, name)
        shown.append((name, text, row.right_cells.get(right, ""), name == row.field))
    return shown


def _standing(one: Run, job: jobs.JobStatus | None) -> dict[str, Any]:
    """What the head of the page says."""
    if job is not None and job.state == "failed":
        return {
            "tone": "bad",
            "text": _("It was tried several times and given up. Nothing is lost: try it again."),
            "detail": _("If it ends so again, give an administrator these words, who finds them under Jobs: %(why)s")
            % {"why": job.problem.partition(": ")[2]},
        }
    if one.state in (RunState.WAITING, RunState.RUNNING):
        words = _("Waiting for its turn") if one.state == RunState.WAITING else _("Comparing")
        state: dict[str, Any] = {"is_running": True, "text": words}
        if job is not None and job.problem and job.state == "waiting":
            state["rate"] = _("It stopped, and is tried again soon: %(why)s") % {"why": job.problem.partition(": ")[2]}
        if job is not None and job.total:
            seconds = max(0.001, (timezone.now() - one.started_at).total_seconds())
            state |= {
                "done": job.done,
                "total": job.total,
                "rate": _("%(n)s MB a second") % {"n": f"{_megabytes(one) * job.done / job.total / seconds:,.1f}"},
            }
            if job.done:
                left = (job.total - job.done) * seconds / job.done
                state["left"] = _("about %(n)s s left") % {"n": f"{max(1, round(left)):,}"}
        return state
    if one.state == RunState.REFUSED:
        return {"tone": "bad", "text": _("It can't be run."), "detail": one.problem}
    words = results.sentence(one.result, (one.spec.left_name, one.spec.right_name))
    texts = {
        Verdict.AGREES: _("Both files agree."),
        Verdict.ACCEPTED: _("Every difference is accepted."),
        Verdict.DIFFERS: ngettext(
            "%(n)d kind of difference is open.", "%(n)d kinds of differences are open.", one.open_groups
        )
        % {"n": one.open_groups},
    }
    verdict = Verdict(one.verdict)
    return {"tone": TONES.get(verdict, "quiet"), "text": texts.get(verdict, ""), "detail": words}


def _megabytes(one: Run) -> float:
    """Of both files."""
    return (one.left.size + one.right.size) / 1e6


def _shown(one: Run) -> dict[str, Any]:
    """Groups with acceptance and findings, the heat map, patterns, totals, what the run before had."""
    accepted, findings = queries.acceptances_of(one), queries.findings_of(one)
    reasons, rows = results.heat(one.result)
    matched, files = int(one.result.get("matched") or 0), queries.files_of_run(one)
    names = (one.spec.left_name, one.spec.right_name)
    return {
        "groups": [
            (group, accepted.get(group.key), findings.get(group.key, []) + findings.get((group.field, ""), []))
            for group in results.groups(one.result)
        ],
        "patterns": [results.pattern_words(pattern) for pattern in (one.result.get("patterns") or [])[:50]],
        "reasons": [(reason, REASON_NAMES.get(reason, reason)) for reason in reasons],
        "heat": [
            (
                row,
                [
                    (reason, count, results.level(count, matched))
                    for reason, count in zip(reasons, row.counts, strict=True)
                ],
            )
            for row in rows
        ],
        "totals": [
            (
                name,
                *((one.result.get(part) or {}).get(side, 0) for part in ("rows", "missing", "duplicates", "rejected")),
            )
            for side, name in zip(("left", "right"), names, strict=True)
        ],
        "unmapped": [
            (name, (one.result.get("unmapped") or {}).get(side) or [])
            for side, name in zip(("left", "right"), names, strict=True)
        ],
        "compared": one.compared,
        "proves": queries.proved_by(one),
        "before_url": reverse("verification:run", args=[one.compared["run"]]) if one.compared.get("run") else "",
        "samples": _one_sided(one, names),
        "files": files,
        "shown_files": [file for file in files if file.name in ("report.html", "summary.xlsx", "mismatches.parquet")],
    }


def _one_sided(one: Run, names: tuple[str, str]) -> list[tuple[str, list[Any], int]]:
    """(side, first keys that it lacks, how many more there are)."""
    missing, counts = (one.result.get("samples") or {}).get("missing") or {}, one.result.get("missing") or {}
    return [
        (name, missing[side], max(0, int(counts.get(side) or 0) - len(missing[side])))
        for side, name in zip(("left", "right"), names, strict=True)
        if missing.get(side)
    ]
