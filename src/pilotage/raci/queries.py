"""Questions about the matrix and about what people owe."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from pilotage.billers.models import Care, Phase
from pilotage.core.viewer import Viewer
from pilotage.raci import rules
from pilotage.raci.enums import Letter, Work
from pilotage.raci.models import Duty, Matrix, PhaseMatrix, Share

#: How long what one is informed of stands in the list.
INFORMED_DAYS = 14
SORTS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_date").asc(nulls_last=True), "-duty__raised_at", "pk"),
    "-due": (F("due_date").desc(nulls_last=True), "-duty__raised_at", "pk"),
    "biller": ("biller__name", "due_date", "pk"),
    "-biller": ("-biller__name", "due_date", "pk"),
    "raised": ("duty__raised_at", "pk"),
    "-raised": ("-duty__raised_at", "-pk"),
}


def house_matrix() -> Matrix | None:
    """The house's own matrix; None while the shipped one holds."""
    return Matrix.objects.select_related("record").first()


def house_cells() -> rules.Cells:
    """What holds where a phase says nothing else."""
    kept = house_matrix()
    return rules.laid_over(rules.SHIPPED, kept.cells if kept is not None else {})


def phase_matrix(phase_id: uuid.UUID) -> PhaseMatrix | None:
    """A phase's own rows; None where the house's hold."""
    return PhaseMatrix.objects.everywhere().select_related("record", "phase__biller").filter(phase=phase_id).first()


def cells_of(phase_id: uuid.UUID | None) -> rules.Cells:
    """The matrix that holds in a phase; without one, the house's."""
    own = phase_matrix(phase_id) if phase_id is not None else None
    return rules.laid_over(house_cells(), own.cells if own is not None else {})


def may_do(viewer: Viewer, work: Work, phase_id: uuid.UUID | None) -> bool:
    """Whether the matrix makes one of the person's roles responsible or accountable for this."""
    return viewer.has(*rules.who_acts(cells_of(phase_id)[str(int(work))]))


def people_of(biller_id: uuid.UUID) -> dict[str, Any]:
    """Who looks after a biller, by column of the matrix: a TAM stands in the TSM's where no TSM is named."""
    cares = Care.objects.everywhere().filter(biller=biller_id).select_related("user")
    found = {care.role: care.user for care in cares if care.user.is_active}
    return found | ({"tsm": found["tam"]} if "tsm" not in found and "tam" in found else {})


def owed(viewer: Viewer, asked: dict[str, Any], *, now: datetime, sort: str = "") -> QuerySet[Share]:
    """What this person owes: as the one named, or for a role in which they look after the biller by now.

    `asked`: letter, q, biller, done (`all`: also what is over).
    """
    cares = Care.objects.everywhere().filter(biller=OuterRef("biller"), user=viewer.user_id)
    mine = Q(person=viewer.user_id) | Q(Exists(cares.filter(role=OuterRef("role"))), person=None)
    found = Share.objects.visible_to(viewer).filter(mine)
    found = found.select_related("duty__task", "duty__phase", "duty__subject", "duty__record", "biller")
    if asked.get("letter"):
        found = found.filter(letter=asked["letter"])
    if text := (asked.get("q") or "").strip():
        found = found.filter(Q(duty__title__icontains=text) | Q(biller__name__icontains=text))
    if asked.get("biller"):
        found = found.filter(biller=asked["biller"])
    if asked.get("done") != "all":
        found = found.filter(open_shares(now))
    return found.order_by(*SORTS.get(sort, SORTS["due"]))


def open_shares(now: datetime) -> Q:
    """Work that isn't done, questions without an answer, and news of two weeks."""
    news = Q(letter=Letter.INFORMED, duty__raised_at__gte=now - timedelta(days=INFORMED_DAYS))
    asked = Q(letter=Letter.CONSULTED, answered_at=None, duty__settled_at=None)
    work = Q(letter__in=(Letter.RESPONSIBLE, Letter.ACCOUNTABLE), duty__settled_at=None)
    return news | asked | work


def share_for(viewer: Viewer, pk: int) -> Share:
    """Raises `Share.DoesNotExist` when the viewer doesn't see it."""
    found: Share = (
        Share.objects.visible_to(viewer)
        .select_related("duty__record", "duty__phase__biller", "duty__subject", "duty__task", "biller", "person")
        .get(pk=pk)
    )
    return found


def duties_of(viewer: Viewer, phase: Phase) -> QuerySet[Duty]:
    """What the matrix has brought about in a phase, open work first, then the newest."""
    found = Duty.objects.visible_to(viewer).filter(phase=phase).select_related("task", "subject", "record")
    shares = found.prefetch_related("shares__person")
    return shares.order_by(F("settled_at").asc(nulls_first=True), "-raised_at", "pk")


def overdue_questions(today: date) -> QuerySet[Share]:
    """Questions that a named person should have answered by now."""
    found = Share.objects.everywhere().filter(
        letter=Letter.CONSULTED, answered_at=None, duty__settled_at=None, due_date__lt=today, person__isnull=False
    )
    return found.select_related("person", "biller", "duty__record").order_by("pk")
