"""By whose calendar a task is worked: its owner's, the owner's team's, the biller's, the vendor's, the bank's, else the provider's."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pilotage.billers.models import BillerCalendar, Phase
from pilotage.catalogue.models import VendorCalendar
from pilotage.core import app_settings
from pilotage.onboarding.enums import Party
from pilotage.people.models import PersonCalendar, TeamCalendar, TimeOff
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
    """The calendars of those phases' billers and vendors, and of these people: five questions, however many they are."""
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
    away: dict[int, set[date]] = defaultdict(set)
    for row in TimeOff.objects.filter(user__in=owner_ids):
        away[row.user_id].update(
            row.from_date + timedelta(days=n) for n in range((row.to_date - row.from_date).days + 1)
        )
    own = {row.user_id: row for row in PersonCalendar.objects.filter(user__in=owner_ids).select_related("user")}
    teams: dict[int, TeamCalendar] = {}
    found = TeamCalendar.objects.filter(team__members__in=owner_ids).select_related("team").order_by("team__name")
    for team_row in found.prefetch_related("team__members"):
        for member in team_row.team.members.all():
            teams.setdefault(member.pk, team_row)
    calendars: dict[int, WorkingCalendar] = {}
    for user_id in owner_ids:
        days = own.get(user_id) or teams.get(user_id)
        if days is not None:
            calendars[user_id] = days.as_calendar(away[user_id] | _provider_days(days.holidays))
        elif away[user_id]:
            calendars[user_id] = plan.with_days_off("own and away", away[user_id])
    return calendars


def _provider_days(holidays: str) -> set[date]:
    """The provider's extra days off hold for its people, whatever their week, unless they keep no holidays at all."""
    return set() if holidays == "none" else {date.fromisoformat(day) for day in app_settings.value("extra_days_off")}
