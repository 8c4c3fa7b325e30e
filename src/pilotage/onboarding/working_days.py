"""By whose calendar a task is worked: its owner's, the owner's team's, the biller's, the vendor's, the bank's, else the provider's."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from pilotage.billers.models import BillerCalendar, Phase
from pilotage.catalogue.models import VendorCalendar
from pilotage.core import app_settings
from pilotage.onboarding.enums import Party
from pilotage.people.models import User, WorkingDays
from pilotage.planner.calendars import WorkingCalendar, us_bank, us_federal


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


def working_days_of(phases: Iterable[Phase], owner_ids: Collection[int]) -> WorkingDaysOf:
    """The calendars of those phases' billers and vendors, and of these people: a handful of questions, however many they are."""
    given, plan = list(phases), calendar()
    names = {name for phase in given for name in vendor_names(phase)}
    billers = BillerCalendar.objects.everywhere().filter(biller__in={phase.biller_id for phase in given})
    return WorkingDaysOf(
        plan,
        _people(owner_ids, plan),
        {row.biller_id: row.as_calendar() for row in billers.select_related("biller")},
        {row.vendor.strip().lower(): row.as_calendar() for row in VendorCalendar.objects.all()} if names else {},
    )


def _people(owner_ids: Collection[int], plan: WorkingCalendar) -> dict[int, WorkingCalendar]:
    """The people whose days differ from the plan's: by a calendar of their own, of their team, or by time off."""
    if not owner_ids:
        return {}
    differs = Q(calendar__isnull=False) | Q(time_off__isnull=False) | Q(teams__calendar__isnull=False)
    found = User.objects.filter(differs, pk__in=owner_ids).select_related("calendar").distinct()
    calendars: dict[int, WorkingCalendar] = {}
    for user in found.prefetch_related("time_off", "teams__calendar"):
        away = {
            row.from_date + timedelta(days=n)
            for row in user.time_off.all()
            for n in range((row.to_date - row.from_date).days + 1)
        }
        days = _week_of(user)
        if days is not None:
            calendars[user.pk] = days.as_calendar(away | _provider_days(days.holidays))
        elif away:
            calendars[user.pk] = plan.with_days_off(user.name, away)
    return calendars


def _week_of(user: User) -> WorkingDays | None:
    """The person's own week, else that of the first of their teams that has one."""
    own: WorkingDays | None = getattr(user, "calendar", None)
    if own is not None:
        return own
    teams = sorted(user.teams.all(), key=lambda team: team.name)
    return next((team.calendar for team in teams if hasattr(team, "calendar")), None)


def _provider_days(holidays: str) -> set[date]:
    """The provider's extra days off hold for its people, whatever their week, unless they keep no holidays at all."""
    return set() if holidays == "none" else {date.fromisoformat(day) for day in app_settings.value("extra_days_off")}
