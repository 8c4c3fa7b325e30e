"""Questions about test plans, cases, defects and coverage."""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from pilotage.core.viewer import Viewer
from pilotage.testing import rules
from pilotage.testing.enums import DefectState, Outcome, PlanKind, PlanState
from pilotage.testing.models import Defect, SignOff, TestCase, TestPlan, TestResult, UncoveredCell

SORTS = {
    "name": ("name", "pk"), "-name": ("-name", "pk"), "biller": ("biller__name", "name", "pk"),
    "-biller": ("-biller__name", "name", "pk"), "ends": ("ends_on", "pk"), "-ends": ("-ends_on", "pk"),
}  # fmt: skip
SIDES = ("cycle", "bill_type", "channel", "event")
PLAN_SIDES = ("cycles", "bill_types", "channels", "events")
DEFECT_SORTS = {
    "severity": ("severity", "number"), "due": ("due_date", "pk"), "-due": ("-due_date", "pk"), "title": ("title", "pk"),
}  # fmt: skip


def plans(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[TestPlan]:
    """Test plans with biller, phase, and counts of cases `total passed failing untested` and of `open_defects`.

    `asked`: q, phase (id), kind, state.
    """
    found = _mine(TestPlan.objects.visible_to(viewer), viewer).select_related("biller", "phase", "record")
    if text := asked.get("q"):
        found = found.filter(Q(name__icontains=text) | Q(biller__name__icontains=text))
    found = found.filter(**{name: asked[name] for name in ("phase", "kind", "state") if asked.get(name)})
    return _counted(found).order_by(*SORTS.get(sort, ("state", "biller__name", "pk")))


def _mine(found: Any, viewer: Viewer) -> Any:
    return found if viewer.is_provider else found.filter(kind=PlanKind.UAT)


def _counted(found: QuerySet[TestPlan]) -> QuerySet[TestPlan]:
    failing = [Outcome.FAILED, Outcome.BLOCKED]
    alive = [DefectState.OPEN, DefectState.FIXED]
    return found.annotate(
        total=Count("cases", distinct=True),
        passed=Count("cases", filter=Q(cases__outcome__in=[Outcome.PASSED, Outcome.SKIPPED]), distinct=True),
        failing=Count("cases", filter=Q(cases__outcome__in=failing), distinct=True),
        open_defects=Count("defects", filter=Q(defects__state__in=alive), distinct=True),
    )


def plan_for(viewer: Viewer, pk: uuid.UUID) -> TestPlan:
    """With its counts. Raises `TestPlan.DoesNotExist` when the viewer doesn't see it; a biller's people see UAT alone."""
    found = _mine(TestPlan.objects.visible_to(viewer), viewer).select_related("record", "biller", "phase__biller")
    plan: TestPlan = _counted(found).get(pk=pk)
    return plan


def case_for(viewer: Viewer, pk: int) -> TestCase:
    """Raises `TestCase.DoesNotExist`."""
    found = TestCase.objects.visible_to(viewer).select_related(
        "plan__record", "plan__phase__biller", "biller", "tester"
    )
    if not viewer.is_provider:
        found = found.filter(plan__kind=PlanKind.UAT)
    case: TestCase = found.get(pk=pk)
    return case


def cases_of(plan: TestPlan, asked: dict[str, Any] | None = None, *, user_id: int | None = None) -> QuerySet[TestCase]:
    """A plan's cases in order. `asked`: q, area, outcome (`untested` for none), tester (`mine` for this user)."""
    given = asked or {}
    found = TestCase.objects.everywhere().filter(plan=plan).select_related("tester")
    if text := given.get("q"):
        found = found.filter(Q(title__icontains=text) | Q(code__iexact=text))
    if given.get("area"):
        found = found.filter(area=given["area"])
    if outcome := given.get("outcome"):
        found = found.filter(outcome="" if outcome == "untested" else outcome)
    if given.get("tester") == "mine":
        found = found.filter(tester=user_id)
    return found.order_by("position", "pk")


def areas_of(plan: TestPlan) -> list[str]:
    """The areas that a plan's cases name."""
    found = TestCase.objects.everywhere().filter(plan=plan).exclude(area="")
    return sorted(found.order_by().values_list("area", flat=True).distinct())


def results_of(case: TestCase) -> QuerySet[TestResult]:
    """Every run of a case, the newest first."""
    return TestResult.objects.everywhere().filter(case=case).order_by("-made_at", "-pk")


def defect_for(viewer: Viewer, pk: uuid.UUID) -> Defect:
    """Raises `Defect.DoesNotExist`."""
    found = Defect.objects.visible_to(viewer).select_related("record", "plan__phase__biller", "biller", "owner", "case")
    if not viewer.is_provider:
        found = found.filter(plan__kind=PlanKind.UAT)
    defect: Defect = found.get(pk=pk)
    return defect


def defects(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[Defect]:
    """Defects, the worst first. `asked`: q, plan (id), state (`alive` unless given, `all`), severity, owner (user id)."""
    found = Defect.objects.visible_to(viewer).select_related("biller", "plan", "owner", "case")
    if not viewer.is_provider:
        found = found.filter(plan__kind=PlanKind.UAT)
    if text := asked.get("q"):
        found = found.filter(Q(title__icontains=text) | Q(biller__name__icontains=text))
    state = asked.get("state") or "alive"
    if state == "alive":
        found = found.filter(state__in=[DefectState.OPEN, DefectState.FIXED])
    elif state != "all":
        found = found.filter(state=state)
    found = found.filter(**{name: asked[name] for name in ("plan", "severity", "owner") if asked.get(name)})
    return found.order_by(*DEFECT_SORTS.get(sort, ("severity", "plan", "number")))


def sign_offs_of(plan: TestPlan) -> list[SignOff]:
    """Signatures under a plan, the newest first, withdrawn ones too."""
    return list(SignOff.objects.everywhere().filter(plan=plan).order_by("-made_at", "-pk"))


@dataclass
class Proof:
    """What stands under a plan: its cases as the matrix sees them, cells left uncovered on purpose, its defects."""

    cases: list[rules.CaseFacts] = field(default_factory=list)
    skipped: list[rules.Cell] = field(default_factory=list)
    defects: list[tuple[str, str]] = field(default_factory=list)


def proofs_of(plans: list[TestPlan]) -> dict[uuid.UUID, Proof]:
    """The proof of each plan, in one query for any number."""
    proofs = _sorted_out(_rows_of(plans))
    return {plan.pk: proofs[plan.pk] for plan in plans}


def _rows_of(plans: Any, *more: Any) -> Any:
    """Cases, skipped cells and defects of plans as rows of one shape; `more` are queries of the same shape."""
    nothing = [Value("")] * 3
    cases = TestCase.objects.everywhere().filter(plan__in=plans)
    return cases.annotate(of=Value("case")).order_by().values_list(
        "of", "plan_id", *SIDES, "outcome", "is_required", "position"
    ).union(
        UncoveredCell.objects.everywhere().filter(plan__in=plans).annotate(of=Value("skipped")).order_by().values_list(
            "of", "plan_id", *SIDES, Value(""), Value(False), Value(0)
        ),
        Defect.objects.everywhere().filter(plan__in=plans).annotate(of=Value("defect")).order_by().values_list(
            "of", "plan_id", "severity", *nothing, "state", Value(False), "number"
        ),
        *more,
        all=True,
    )  # fmt: skip


def _sorted_out(rows: Iterable[tuple[Any, ...]]) -> dict[uuid.UUID, Proof]:
    found: dict[uuid.UUID, Proof] = defaultdict(Proof)
    for of, key, *values, _place in sorted(rows, key=lambda row: row[-1]):
        if of == "case":
            found[key].cases.append(rules.CaseFacts(*values))
        elif of == "skipped":
            found[key].skipped.append(tuple(values[:4]))  # type: ignore[arg-type]
        elif of == "defect":
            found[key].defects.append((values[0], values[4]))
    return found


def matrix_of(plan: TestPlan) -> dict[rules.Cell, str]:
    """How each cell of a plan's coverage matrix stands."""
    return _matrix(plan, proofs_of([plan])[plan.pk])


def _matrix(plan: TestPlan, proof: Proof) -> dict[rules.Cell, str]:
    sides = [plan.cycles, plan.bill_types, plan.channels, plan.events]
    return rules.coverage(rules.cells(*sides), [_within(plan, case) for case in proof.cases], proof.skipped)


def _within(plan: TestPlan, case: rules.CaseFacts) -> rules.CaseFacts:
    """The case without the sides that the plan leaves out."""
    return rules.CaseFacts(
        case.cycle if plan.cycles else "", case.bill_type if plan.bill_types else "",
        case.channel if plan.channels else "", case.event if plan.events else "", case.outcome, case.is_required,
    )  # fmt: skip


def why_unsigned(plan: TestPlan) -> list[str]:
    """What stands between the plan and its sign-off, in words."""
    return why_all_unsigned([plan])[plan.pk]


def why_all_unsigned(plans: list[TestPlan]) -> dict[uuid.UUID, list[str]]:
    """The same for several plans, by plan: one query for any number."""
    return _why_unsigned(plans, proofs_of(plans))


def _why_unsigned(plans: list[TestPlan], proofs: Mapping[uuid.UUID, Proof]) -> dict[uuid.UUID, list[str]]:
    found = {}
    for plan in plans:
        proof = proofs[plan.pk]
        has_sides = any((plan.cycles, plan.bill_types, plan.channels, plan.events))
        matrix = _matrix(plan, proof) if has_sides else {}
        names = {cell: name_of(cell) for cell in matrix}
        found[plan.pk] = rules.why_unsigned(proof.cases, proof.defects, matrix, names)
    return found


def name_of(cell: rules.Cell) -> str:
    """Cycle 3, water, web, pay."""
    return ", ".join(word for word in cell if word) or "everything"


def digest_of(plan: TestPlan) -> str:
    """SHA-256 over cases, results and defects as they stand: what exactly was signed."""
    cases = TestCase.objects.everywhere().filter(plan=plan).order_by("pk")
    stood = {
        "cases": list(cases.values_list("code", "title", "expected", "outcome", "is_required")),
        "results": list(TestResult.objects.everywhere().filter(plan=plan).order_by("pk").values_list("pk", "outcome")),
        "defects": list(
            Defect.objects.everywhere().filter(plan=plan).order_by("number").values_list("number", "severity", "state")
        ),
    }
    return hashlib.sha256(json.dumps(stood, sort_keys=True).encode()).hexdigest()


def standing_of_phase(phase_id: uuid.UUID) -> list[dict[str, Any]]:
    """For readiness: each plan of a phase with `is_signed` and `missing` words. One query: the plans stand among its rows."""
    plans = TestPlan.objects.everywhere().filter(phase_id=phase_id)
    sides = {f"side_{name}": Cast(name, TextField()) for name in PLAN_SIDES}
    themselves = plans.annotate(
        of=Value("plan"), is_signed=Q(state=PlanState.SIGNED), place=Value(0), **sides
    ).order_by()  # fmt: skip
    rows = list(_rows_of(plans.values("pk"), themselves.values_list("of", "pk", *sides, "name", "is_signed", "place")))
    found, signed = [], set()
    for of, key, *lists, name, is_signed, _place in rows:
        if of == "plan":
            found.append(
                TestPlan(
                    pk=key, name=name, **{side: json.loads(text) for side, text in zip(PLAN_SIDES, lists, strict=True)}
                )
            )
            signed |= {key} if is_signed else set()
    found.sort(key=lambda plan: (plan.name, plan.pk))
    why = _why_unsigned([plan for plan in found if plan.pk not in signed], _sorted_out(rows))
    return [
        {
            "plan": plan,
            "is_signed": plan.pk not in why,
            "missing": (why[plan.pk] or ["Nobody has signed it."]) if plan.pk in why else [],
        }
        for plan in found
    ]
