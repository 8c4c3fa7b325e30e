"""By whose calendar a task is worked: its owner's, the owner's team's, the biller's, the vendor's, the bank's, else the provider's."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast

from pilotage.billers.models import BillerCalendar, Phase
from pilotage.catalogue.models import VendorCalendar
from pilotage.core import app_settings
from pilotage.onboarding.enums import Party
from pilotage.onboarding.models import Project
from pilotage.people.models import User
from pilotage.planner.calendars import WorkingCalendar, own_calendar, us_bank, us_federal


def calendar() -> WorkingCalendar:
    """Federal holidays and the provider's own days off."""
    extra = app_settings.value("extra_days_off")
    return us_federal().with_days_off("own", map(date.fromisoformat, extra)) if extra else us_federal()


@dataclass(frozen=True)
class WorkingDaysOf:
    """Calendars of those who work on some projects, by user, biller and vendor's name; `plan` is everybody else's."""

    plan: WorkingCalendar
    people: Mapping[int, WorkingCalendar] = field(default_factory=dict)
    billers: Mapping[object, WorkingCalendar] = field(default_factory=dict)
    vendors: Mapping[str, WorkingCalendar] = field(default_factory=dict)

    def for_task(self, phase: Phase, party: str, owner_id: int | None) -> WorkingCalendar | None:
        """The calendar of one task; None where it is the plan's own."""
        if owner_id in self.people and owner_id is not None:
            return self.people[owner_id]
        if party == Party.BILLER:
            return self.billers.get(phase.biller_id)
        if party == Party.CIS_VENDOR:
            return next((self.vendors[name] for name in vendor_names(phase) if name in self.vendors), None)
        return us_bank() if party == Party.BANK else None


def vendor_names(phase: Phase) -> list[str]:
    """Under which names the vendor of a phase may have a calendar: the firm that integrates, then the product's vendor."""
    integration = phase.integration
    if integration is None:
        return []
    names = [integration.integrator, integration.product.vendor if integration.product else ""]
    return [name.strip().lower() for name in names if name.strip()]


def keeping_own_days(found: QuerySet[Project]) -> QuerySet[Project]:
    """Projects that know whether their biller or a vendor has a calendar, so that reading their plans need not ask."""
    billers = BillerCalendar.objects.everywhere().filter(biller=OuterRef("biller"))
    return found.annotate(has_own_days=Exists(billers) | Exists(VendorCalendar.objects.all()))


def working_days_of(phases: Iterable[Phase], owner_ids: Collection[int], *, has_own_days: bool = True) -> WorkingDaysOf:
    """The calendars of those phases' billers and vendors, and of these people: at most two questions, however many they are.

    Without `has_own_days`, nobody but people has a calendar there.
    """
    given, plan = list(phases), calendar()
    if not has_own_days:
        return WorkingDaysOf(plan, _people(owner_ids, plan))
    has_vendors = any(vendor_names(phase) for phase in given)
    others = _others({phase.biller_id for phase in given}, has_vendors=has_vendors)
    return WorkingDaysOf(
        plan,
        _people(owner_ids, plan),
        {row.biller_id: row.as_calendar() for row in others if row.biller_id is not None},
        {row.name.strip().lower(): row.as_calendar() for row in others if row.biller_id is None},
    )


class _Other(NamedTuple):
    """The calendar of a biller, or of a vendor where there is no biller."""

    biller_id: Any
    name: str
    time_zone: str
    week: list[int]
    holidays: str
    days_off: list[Any]

    def as_calendar(self) -> WorkingCalendar:
        off = frozenset(date.fromisoformat(day) for day, _name in self.days_off)
        return own_calendar(self.name, tuple(sorted(self.week)), self.holidays, off, self.time_zone)


def _others(billers: Collection[Any], *, has_vendors: bool) -> list[_Other]:
    """The calendars of these billers, with those of all vendors if asked for; one query."""
    days = {"a_week": F("week"), "a_holidays": F("holidays"), "a_days_off": F("days_off")}
    theirs = BillerCalendar.objects.everywhere().filter(biller__in=billers).order_by()
    found = theirs.annotate(
        a_biller=F("biller_id"), a_name=F("biller__name"), a_zone=F("biller__time_zone"), **days
    ).values_list(*_COLUMNS)
    if has_vendors:
        nobody = Cast(Value(None), UUIDField())
        vendors = VendorCalendar.objects.order_by().annotate(
            a_biller=nobody, a_name=F("vendor"), a_zone=F("time_zone"), **days
        )
        found = found.union(vendors.values_list(*_COLUMNS), all=True)
    return [_Other._make(row) for row in found]


_COLUMNS = ("a_biller", "a_name", "a_zone", "a_week", "a_holidays", "a_days_off")


def _people(owner_ids: Collection[int], plan: WorkingCalendar) -> dict[int, WorkingCalendar]:
    """The people whose days differ from the plan's: by a calendar of their own, of their team, or by time off."""
    if not owner_ids:
        return {}
    differs = Q(calendar__isnull=False) | Q(time_off__isnull=False) | Q(teams__calendar__isnull=False)
    rows = User.objects.filter(differs, pk__in=owner_ids).order_by("pk", "teams__name")
    weeks: dict[int, tuple[list[int], str, list[Any]]] = {}
    away: dict[int, set[date]] = {}
    names: dict[int, str] = {}
    for row in map(_Person._make, rows.values_list(*_Person._fields)):
        names[row.pk] = row.name
        off = away.setdefault(row.pk, set())
        if row.time_off__from_date is not None:
            first, last = row.time_off__from_date, row.time_off__to_date
            off.update(first + timedelta(days=n) for n in range((last - first).days + 1))
        if row.pk not in weeks and (week := _week_of(row)) is not None:
            weeks[row.pk] = week
    return {pk: _calendar_of(names[pk], weeks.get(pk), away[pk], plan) for pk in names}


class _Person(NamedTuple):
    """A person with one of their days off and one of their teams, as one line of a join."""

    pk: int
    name: str
    calendar__week: list[int] | None
    calendar__holidays: str | None
    calendar__days_off: list[Any] | None
    teams__calendar__week: list[int] | None
    teams__calendar__holidays: str | None
    teams__calendar__days_off: list[Any] | None
    time_off__from_date: Any
    time_off__to_date: Any


def _week_of(row: _Person) -> tuple[list[int], str, list[Any]] | None:
    """The person's own week, else that of the first of their teams that has one."""
    if row.calendar__week is not None:
        return row.calendar__week, row.calendar__holidays or "none", row.calendar__days_off or []
    if row.teams__calendar__week is not None:
        return row.teams__calendar__week, row.teams__calendar__holidays or "none", row.teams__calendar__days_off or []
    return None


def _calendar_of(
    name: str, week: tuple[list[int], str, list[Any]] | None, away: set[date], plan: WorkingCalendar
) -> WorkingCalendar:
    if week is None:
        return plan.with_days_off(name, away)
    days, holidays, off = week
    every = frozenset(date.fromisoformat(day) for day, _name in off) | away | _provider_days(holidays)
    return own_calendar(name, tuple(sorted(days)), holidays, every)


def _provider_days(holidays: str) -> set[date]:
    """The provider's extra days off hold for its people, whatever their week, unless they keep no holidays at all."""
    return set() if holidays == "none" else {date.fromisoformat(day) for day in app_settings.value("extra_days_off")}
