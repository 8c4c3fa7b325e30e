"""The gates of a go-live: each reads its evidence anew and says what it read, what is missing, and who can supply it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pilotage.billers.models import Phase
from pilotage.cutover.queries import standing_of_phase as cutover_standing
from pilotage.cycles.models import Protection
from pilotage.cycles.queries import protections_of, standing_of_move
from pilotage.golive.enums import BLOCKED, GATE_NAMES, PASS, WAIVED, GateId
from pilotage.golive.models import Waiver
from pilotage.golive.papers import active_waivers
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.models import Meeting
from pilotage.meetings.queries import held_tsm_among, meetings_of, presentation_among
from pilotage.onboarding.queries import milestones_of_phase
from pilotage.scope.queries import standing_of_phase as standing_of_scope
from pilotage.summaries.queries import standing_of_phase as standing_of_summary
from pilotage.technical.queries import standing_of_phase as technical_standing
from pilotage.testing.queries import standing_of_phase
from pilotage.transition.enums import CHOICE_NAMES, SUPPORT_NAMES, Choice, Support
from pilotage.transition.models import TransitionDecision
from pilotage.transition.queries import decision_of
from pilotage.verification.queries import standing_of_phase as verification_standing
from pilotage.welcome.readiness import standing_of_leaflet


@dataclass(frozen=True)
class Gate:
    """One gate as read at one moment. `missing` is empty when it passes; `who` can supply it, at `url`."""

    id: str
    label: str
    state: str
    read_at: datetime
    evidence: str
    missing: tuple[str, ...] = ()
    who: str = ""
    url: str = ""
    waiver: Waiver | None = None

    def answer(self) -> dict[str, Any]:
        """Plain values ready for JSON, as the command line and the API promise."""
        return {
            "id": self.id,
            "state": self.state,
            "read_at": self.read_at.isoformat(),
            "evidence": self.evidence,
            "missing": list(self.missing),
        }


@dataclass(frozen=True)
class Evidence:
    """What several gates read, read once: the decision, waivers in force, the phase's meetings by time, its protections."""

    decision: TransitionDecision | None
    waivers: list[Waiver]
    meetings: list[Meeting]
    protections: list[Protection]


@dataclass(frozen=True)
class _Context:
    phase: Phase
    read: Evidence
    now: datetime

    @property
    def decision(self) -> TransitionDecision | None:
        return self.read.decision


#: None: the gate does not concern this phase.
Reader = Callable[[_Context], Gate | None]


def read_evidence(
    phase: Phase, *, now: datetime, is_fresh: bool = False, waivers: list[Waiver] | None = None
) -> Evidence:
    """What several gates share, as it is now. `is_fresh`: the phase was read just now together with its decision; `waivers` are
    those in force, where they were read just now too.
    """
    waivers = active_waivers(phase, now=now) if waivers is None else waivers
    meetings = list(meetings_of(phase.pk).select_related("record", "biller").prefetch_related("attendances"))
    decision = getattr(phase, "decision", None) if is_fresh else decision_of(phase.pk)
    return Evidence(decision, waivers, meetings, protections_of(phase.pk))


def read_gates(phase: Phase, *, now: datetime, read: Evidence | None = None) -> list[Gate]:
    """Every gate of a phase, waivers in force taken into account; `read` is what was read a moment ago."""
    context = _Context(phase, read or read_evidence(phase, now=now), now)
    waivers = {waiver.gate: waiver for waiver in context.read.waivers}
    found = [reader(context) for reader in READERS]
    return [_waived(gate, waivers) for gate in found if gate is not None]


def is_ready(gates: list[Gate]) -> bool:
    """True when no gate is blocked."""
    return all(gate.state != BLOCKED for gate in gates)


def _waived(gate: Gate, waivers: dict[str, Waiver]) -> Gate:
    waiver = waivers.get(gate.id)
    return replace(gate, state=WAIVED, waiver=waiver) if waiver is not None and gate.state == BLOCKED else gate


def _gate(context: _Context, gate: GateId, evidence: str, missing: list[str], who: str = "", url: str = "") -> Gate:
    return Gate(
        id=gate,
        label=GATE_NAMES[gate],
        state=BLOCKED if missing else PASS,
        read_at=context.now,
        evidence=evidence,
        missing=tuple(missing),
        who=who if missing else "",
        url=url,
    )


def _summary(context: _Context) -> Gate:
    found = standing_of_summary(context.phase)
    if found is None:
        return _gate(
            context, GateId.SUMMARY, "No Integration Summary.", ["The Integration Summary is not begun."], "the IM",
            f"/billers/{context.phase.biller_id}/",
        )  # fmt: skip
    key, counted = found
    evidence = f"{counted['filled']} fields filled, {counted['not_applicable']} N/A, of {counted['total']}."
    missing = [f"{one['area']}: {one['label']}" for one in counted["missing"]]
    return _gate(context, GateId.SUMMARY, evidence, missing, "the IM", f"/summaries/{key}/")


def _milestones(context: _Context) -> Gate:
    project, milestones = milestones_of_phase(context.phase.pk)
    if project is None:
        return _gate(
            context, GateId.MILESTONES, "No project.", ["No project was started for this phase."], "the PM",
            f"/billers/{context.phase.biller_id}/",
        )  # fmt: skip
    required = [one for one in milestones if one["is_required"]]
    done = [one for one in required if one["is_done"]]
    missing = [f"{one['name']}: {title}" for one in required for title in one["open_titles"]]
    if not required:
        missing = ["The plan names no milestones before go-live."]
    evidence = f"{len(done)} of {len(required)} milestones done in {project.name}."
    return _gate(context, GateId.MILESTONES, evidence, missing, "the PM", f"/projects/{project.pk}/")


def _decision(context: _Context) -> Gate:
    decision = context.decision
    url = f"/transition/{decision.pk}/" if decision is not None else "/transition/"
    if decision is None or decision.decided_at is None:
        missing = ["Client services has not decided who supports the biller."]
        if decision is not None and decision.missing:
            missing += [f"Not known: {fact}" for fact in decision.missing]
        return _gate(context, GateId.DECISION, "Not decided.", missing, "a client services leader", url)
    who = decision.assignee.name if decision.assignee is not None else "the team"
    tier = SUPPORT_NAMES[Support(decision.chosen_support)]
    evidence = f"{CHOICE_NAMES[Choice(decision.choice)]}, {who}; {tier}; decided {decision.decided_at:%-d %b %Y}."
    if decision.newer:
        evidence += " Its facts changed since; the policy now proposes something else."
    return _gate(context, GateId.DECISION, evidence, [], url=url)


def _meetings(context: _Context) -> Gate:
    decision = context.decision
    url = f"/go-lives/{context.phase.pk}/#meetings"
    if decision is None or decision.decided_at is None:
        missing = ["How many meetings are needed follows from the transition decision."]
        return _gate(context, GateId.MEETINGS, "Not known yet.", missing, "a client services leader", url)
    wanted, held = decision.chosen_meetings or 0, held_tsm_among(context.read.meetings)
    evidence = f"{len(held)} of at least {wanted} held."
    if not wanted:
        evidence = "The tier asks for none."
    elif held:
        evidence += " " + ", ".join(f"{one.title} on {one.starts_at:%-d %b %Y}" for one in held) + "."
    lacking = max(0, wanted - len(held))
    missing = [f"{lacking} more to hold and minute."] if lacking else []
    return _gate(context, GateId.MEETINGS, evidence, missing, "the TSM", url)


def _presentation(context: _Context) -> Gate:
    found = presentation_among(context.read.meetings)
    url = f"/go-lives/{context.phase.pk}/#meetings"
    if found is None:
        missing = ["The go-live presentation is not scheduled."]
        return _gate(context, GateId.PRESENTATION, "Not scheduled.", missing, "the PM", url)
    when = f"{found.starts_at:%-d %b %Y}"
    came = [one.name for one in found.attendances.all() if one.has_attended]
    if found.state != MeetingState.HELD:
        missing = ["Hold it and note who attended."]
        return _gate(context, GateId.PRESENTATION, f"Planned for {when}.", missing, "the PM", f"/meetings/{found.pk}/")
    missing = [] if came else ["Nobody of the project attended."]
    evidence = f"Held on {when}; attended by {', '.join(came) or 'nobody'}."
    return _gate(context, GateId.PRESENTATION, evidence, missing, "the PM", f"/meetings/{found.pk}/")


def _help_desk(context: _Context) -> Gate:
    decision = context.decision
    if decision is None or decision.decided_at is None:
        missing = ["Whether the help desk takes the biller is not decided."]
        return _gate(context, GateId.HELP_DESK, "Not known yet.", missing, "a client services leader", "/transition/")
    if decision.chosen_support != Support.HELP_DESK:
        url = f"/transition/{decision.pk}/"
        return _gate(context, GateId.HELP_DESK, "Not asked: the biller gets a TSM or TAM.", [], url=url)
    evidence, missing = standing_of_leaflet(decision)
    return _gate(
        context, GateId.HELP_DESK, evidence, missing, "client services", f"/phases/{context.phase.pk}/leaflet/"
    )


def _tests(context: _Context) -> Gate | None:
    """Of a phase that has test plans."""
    found = standing_of_phase(context.phase.pk)
    if not found:
        return None
    signed = [one for one in found if one["is_signed"]]
    missing = [f"{one['plan'].name}: {words}" for one in found for words in one["missing"]]
    evidence = f"{len(signed)} of {len(found)} test plans signed."
    return _gate(context, GateId.TESTS, evidence, missing, "the PM and the biller", f"/tests/?phase={context.phase.pk}")


def _technical(context: _Context) -> Gate | None:
    """Of a phase that has a checklist: what was proven is proven still, on the biller's day."""
    today = context.now.astimezone(ZoneInfo(context.phase.biller.time_zone)).date()
    found = technical_standing(context.phase.pk, today)
    if found is None:
        return None
    evidence = f"{found['done']} of {found['total']} items proven or not applicable."
    url = f"/technical/items/?phase={context.phase.pk}&standing=open_ones"
    return _gate(context, GateId.TECHNICAL, evidence, found["missing"], "the owners of the items", url)


def _autopay(context: _Context) -> Gate | None:
    """Of a phase that has an AutoPay board: its accounts are counted, none would be drafted twice, none is shut off unprotected."""
    today = context.now.astimezone(ZoneInfo(context.phase.biller.time_zone)).date()
    found = standing_of_move(context.phase.pk, today, context.read.protections)
    if found is None:
        return None
    counts = found["counts"]
    evidence = f"{counts['moved']:,} of {counts['total']:,} AutoPay accounts moved."
    return _gate(context, GateId.AUTOPAY, evidence, found["missing"], "the OS", f"/autopay/{found['move'].pk}/")


def _scope(context: _Context) -> Gate | None:
    """Of a phase whose promises or scope were written down."""
    today = context.now.astimezone(ZoneInfo(context.phase.biller.time_zone)).date()
    found = standing_of_scope(context.phase.pk, today)
    if found is None:
        return None
    evidence = f"Promises: {found['promises']}, scope lines: {found['lines']}."
    url = f"/phases/{context.phase.pk}/scope/orphans/"
    return _gate(context, GateId.SCOPE, evidence, found["missing"], "the PM and the IM", url)


def _cutover(context: _Context) -> Gate | None:
    """Of a phase that has a cut-over runbook."""
    found = cutover_standing(context.phase.pk)
    if found is None:
        return None
    url = f"/cutover/{found['plan'].pk}/live/"
    return _gate(context, GateId.CUTOVER, found["evidence"], found["missing"], "the PM and who decides", url)


def _verification(context: _Context) -> Gate | None:
    """Of a phase that has a list of data fields: every needed one is proven by the newest run, its mapping signed."""
    found = verification_standing(context.phase)
    if found is None:
        return None
    evidence = f"{found.proven} of {found.needed} needed fields proven."
    evidence += f" Newest run: {found.last_run_words}." if found.last_run_words else " No run yet."
    evidence += "" if found.missing else " Every mapping is signed by OS, IM and the biller's IT lead."
    url = f"/phases/{context.phase.pk}/fields/"
    return _gate(
        context, GateId.VERIFICATION, evidence, list(found.missing), "the OS and the owners of the fields", url
    )


READERS: tuple[Reader, ...] = (
    _summary,
    _milestones,
    _decision,
    _meetings,
    _presentation,
    _help_desk,
    _tests,
    _technical,
    _scope,
    _autopay,
    _cutover,
    _verification,
)
