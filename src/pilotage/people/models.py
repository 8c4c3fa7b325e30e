"""Users, teams, their working days, and access tokens."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from pilotage.people.enums import HOLIDAY_NAMES, Holidays
from pilotage.planner.calendars import WorkingCalendar, own_calendar


class UserManager(BaseUserManager["User"]):
    """Looks people up by e-mail, case ignored. Accounts are made by `people.operations`."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One person who can sign in. `roles` holds provider role words; a biller's people have none, but memberships."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list, blank=True)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    title = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    skills = models.JSONField(default=list, blank=True)
    capacity = models.PositiveSmallIntegerField(default=8)
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0)
    #: Saved views of lists: path of the list → pairs of name and query.
    views = models.JSONField(default=dict, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=120, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="email_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Provider staff hold at least one role."""
        return bool(self.roles)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match: a new password or a higher `session_epoch` ends every session of the person."""
        salted = f"{self.password}:{self.session_epoch}"
        return salted_hmac("pilotage.people.session", salted, secret=secret, algorithm="sha256").hexdigest()


class Team(models.Model):
    """A named group of provider staff, with its leader."""

    name = models.CharField(max_length=120, unique=True)
    leader = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads")
    members = models.ManyToManyField(User, related_name="teams", blank=True)

    def __str__(self) -> str:
        return self.name


class TimeOff(models.Model):
    """Days on which a person doesn't work, both ends included."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="time_off")
    from_date = models.DateField()
    to_date = models.DateField()
    reason = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(to_date__gte=models.F("from_date")), name="time_off_order"),
        )


def monday_to_friday() -> list[int]:
    """The usual work week; Monday is 0."""
    return [0, 1, 2, 3, 4]


class WorkingDays(models.Model):
    """When somebody works: weekdays (Monday is 0), whose holidays, and days off as `[[ISO date, name], …]`."""

    week = models.JSONField(default=monday_to_friday)
    holidays = models.CharField(max_length=20, choices=HOLIDAY_NAMES.items(), default=Holidays.FEDERAL)
    days_off = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    def zone(self) -> str:
        """The IANA zone in which the days begin and end."""
        return str(getattr(self, "time_zone", "UTC"))

    def as_calendar(self, besides: Iterable[date] = ()) -> WorkingCalendar:
        """The planner's calendar, with more days off `besides`."""
        off = frozenset(date.fromisoformat(day) for day, _name in self.days_off) | frozenset(besides)
        return own_calendar(str(self), tuple(sorted(self.week)), self.holidays, off, self.zone())


class PersonCalendar(WorkingDays):
    """A person's own working days; their time off is taken off besides."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar")

    def __str__(self) -> str:
        return self.user.name

    def zone(self) -> str:
        return self.user.time_zone


class TeamCalendar(WorkingDays):
    """A team's working days, for its members without a calendar of their own."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="calendar")
    time_zone = models.CharField(max_length=60, default="America/New_York")

    def __str__(self) -> str:
        return self.team.name


class ApiToken(models.Model):
    """A key for the API: only its SHA-256 is kept. `scopes` are words such as `billers:read`, `write` or `admin`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120, blank=True, default="")
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name or 'token'} ({self.prefix}…)"
