"""The handoff record, generated from all that is known of a phase; higher apps add what they know."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings

from pilotage.billers.models import Care, Contact, Phase
from pilotage.changes.models import ChangeRequest
from pilotage.core.papers import Part, Table
from pilotage.cycles.models import Protection
from pilotage.documents.models import StoredFile
from pilotage.documents.queries import documents_of
from pilotage.handoff.enums import SELF_SERVICE, TEXT_NAMES
from pilotage.handoff.models import Handoff
from pilotage.handoff.queries import OpenItem
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.queries import meetings_of
from pilotage.onboarding.queries import projects_of_phase
from pilotage.people.enums import ROLE_NAMES
from pilotage.raid.enums import Kind
from pilotage.raid.models import RaidEntry
from pilotage.summaries.queries import fields_of, filled_fields, summary_of
from pilotage.support.models import Case
from pilotage.transition.enums import CHOICE_NAMES, SUPPORT_NAMES, Choice, Support
from pilotage.transition.models import SupportWindow
from pilotage.transition.queries import decision_of
from pilotage.transition.window_days import last_day

#: Lines of agreements that a higher app knows: waivers, for example.
_agreements: list[Callable[[Phase], list[str]]] = []
KIND_NAMES = {"task": "Task", "case": "Case", "raid": "RAID log"}
Rows = list[tuple[str, ...]]


def agrees(source: Callable[[Phase], list[str]]) -> Callable[[Phase], list[str]]:
    """Registers a source of agreements."""
    if source not in _agreements:
        _agreements.append(source)
    return source


def record_of(phase: Phase, handoff: Handoff | None, items: list[OpenItem]) -> list[Part]:
    """History, people, quirks, open items, documents, agreements; each part says so where there is nothing."""
    texts = handoff.texts if handoff else {}
    return [
        _history(phase),
        _people(phase, texts.get("people", "")),
        _set_up(phase, texts.get("quirks", "")),
        _open(items),
        _cases(phase),
        _documents(phase),
        _decided(phase),
        _outlook(texts, handoff.introduced if handoff else {}),
    ]


def plain(parts: list[Part]) -> list[dict[str, Any]]:
    """As JSON can hold it."""
    return [asdict(part) for part in parts]


def parts_from(kept: list[dict[str, Any]]) -> list[Part]:
    """What `plain` kept."""
    return [Part(**one | {"tables": [Table(**table) for table in one["tables"]]}) for one in kept]


def _history(phase: Phase) -> Part:
    found: list[tuple[date, str]] = []
    if phase.biller.contract_date:
        found.append((phase.biller.contract_date, "Contract"))
    for project in projects_of_phase(phase.pk):
        found.append((project.kickoff_date, f"Kickoff of {project.name} ({project.state})"))
    decision = decision_of(phase.pk)
    if decision is not None and decision.decided_at:
        who = f", {decision.assignee.name}" if decision.assignee else ""
        tier = SUPPORT_NAMES[Support(decision.chosen_support)]
        found.append((decision.decided_at.date(), f"{tier}: {CHOICE_NAMES[Choice(decision.choice)]}{who}"))
    if phase.went_live_date:
        found.append((phase.went_live_date, "Live"))
    window = SupportWindow.objects.everywhere().filter(phase=phase).first()
    if window is not None:
        found += [
            (one.made_at.date(), f"Evaluated: {one.get_outcome_display()}")
            for one in window.evaluations.order_by("made_at")
        ]
        found += [
            (one.made_at.date(), f"Extended by {one.days} days: {one.reason}")
            for one in window.extensions.order_by("made_at")
        ]
        found.append((last_day(window.ends_at, phase.biller.time_zone), "Support window ends"))
    held = meetings_of(phase.pk).filter(state=MeetingState.HELD)
    found += [(one.starts_at.date(), f"Meeting: {one.title}") for one in held]
    rows = [(_day(on), what) for on, what in sorted(found, key=lambda one: one[0])]
    return Part("History", tables=[Table(("When", "What"), rows, (1, 4))], none="Nothing is known.")


def _people(phase: Phase, text: str) -> Part:
    cares = Care.objects.everywhere().filter(biller_id=phase.biller_id).select_related("user").order_by("role")
    rows: Rows = [(one.user.name, ROLE_NAMES.get(one.role, one.role), one.user.email) for one in cares]
    contacts = Contact.objects.everywhere().filter(biller_id=phase.biller_id).order_by("name")
    rows += [
        (one.name, one.role or phase.biller.name, ", ".join(w for w in (one.email, one.phone) if w)) for one in contacts
    ]
    return Part(
        "People", text, tables=[Table(("Name", "Role", "Reached by"), rows, (2, 2, 3))], none="Nobody is named."
    )


def _set_up(phase: Phase, text: str) -> Part:
    summary = summary_of(phase.pk)
    rows: Rows = []
    if summary is not None:
        held = filled_fields(summary)
        rows = [
            (one.label, _whole(held[one.key].value))
            for one in fields_of(summary)
            if one.key in held and held[one.key].value
        ]
    table = Table(("Field", "What is set up"), rows, (1, 3), "From the Integration Summary")
    return Part("Set-up and quirks", text, tables=[table], none="The Integration Summary says nothing yet.")


def _whole(value: str) -> str:
    """Addresses of this product as they are reached from a printed page, too."""
    return f"{settings.BASE_URL}{value}" if value.startswith("/") else value


def _open(items: list[OpenItem]) -> Part:
    rows = [
        (KIND_NAMES[one.kind], one.title, one.owner.name if one.owner else "nobody", _day(one.due) if one.due else "–")
        for one in items
    ]
    return Part(
        "Open items", tables=[Table(("Kind", "What", "Owner", "Due"), rows, (1, 4, 2, 2))], none="Nothing is open."
    )


def _cases(phase: Phase) -> Part:
    found = Case.objects.everywhere().filter(biller_id=phase.biller_id)
    closed = list(found.filter(state="closed").order_by("-closed_at")[:15])
    counts = [
        (name, str(found.filter(**which).count()))
        for name, which in (("Cases in all", {}), ("Critical", {"severity": 1}))
    ]
    rows = [(one.code, one.title, one.outcome) for one in closed]
    return Part("Cases so far", figures=counts, tables=[Table(("Case", "What", "What came of it"), rows, (1, 3, 4))])


def _documents(phase: Phase) -> Part:
    rows: Rows = [
        (series.replace("_", " ").capitalize(), f"version {one.number}", _day(one.uploaded_at))
        for series, one in documents_of(phase.pk).items()
    ]
    files = StoredFile.objects.everywhere().filter(biller_id=phase.biller_id, series="", removed_at=None)
    rows += [(one.name, "file", _day(one.uploaded_at)) for one in files.order_by("-uploaded_at")[:20]]
    return Part("Documents", tables=[Table(("Document", "Kind", "From"), rows, (4, 1, 2))], none="None is kept.")


def _decided(phase: Phase) -> Part:
    said = [
        f"{one.what}: {one.scope_words}, from {_day(one.starts_on)} to {_day(one.ends_on)}, agreed by {one.agreed_by}"
        for one in Protection.objects.everywhere().filter(phase=phase).select_related("cycle", "invoice_type")
    ]
    changes = ChangeRequest.objects.everywhere().filter(phase=phase, state="approved").order_by("number")
    said += [f"Change {one.number}: {one.title}" for one in changes]
    decided = RaidEntry.objects.everywhere().filter(phase=phase, kind=Kind.DECISION, state="closed").order_by("number")
    said += [f"{one.code} {one.title}: {one.outcome}" for one in decided]
    for source in _agreements:
        said += source(phase)
    return Part("Agreements and decisions", lines=said, none="None is written down.")


def _outlook(texts: dict[str, str], introduced: dict[str, str]) -> Part:
    words = "\n".join(f"{TEXT_NAMES[key]}: {texts[key]}" for key in ("strategy", "advice") if texts.get(key))
    shown = [
        (name, _day(date.fromisoformat(introduced[key])) if introduced.get(key) else "not introduced yet")
        for key, name in SELF_SERVICE.items()
    ]
    return Part("Outlook and self-service", words, figures=shown)


def _day(at: date | datetime) -> str:
    return f"{at.day} {at:%b %Y}"
