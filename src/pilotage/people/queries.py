"""Questions about people: staff by role, choices for forms, the owner of a token."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.people.enums import ROLE_NAMES
from pilotage.people.models import ApiToken, Team, TimeOff, User
from pilotage.people.rules import token_hash


def users_with_role(*roles: str) -> QuerySet[User]:
    """Active provider staff who hold any of these roles, by name."""
    wanted = Q()
    for role in roles:
        wanted |= Q(roles__icontains=f'"{role}"')  # a JSON list as text: the quotes keep `csm` and `tsm` apart
    return User.objects.filter(wanted, is_active=True).order_by("name", "pk") if roles else User.objects.none()


def staff() -> QuerySet[User]:
    """Active provider staff, by name."""
    return User.objects.filter(is_active=True).exclude(roles=[]).order_by("name", "pk")


def staff_choices(*roles: str) -> list[tuple[int, str]]:
    """Pairs (id, "name, role") for a select box; without roles all active staff."""
    people = users_with_role(*roles) if roles else staff()
    return [(person.pk, f"{person.name}, {role_words(person)}") for person in people.only("name", "roles")]


def role_words(user: User) -> str:
    """The person's roles in words: "Project manager, Administrator"."""
    return ", ".join(ROLE_NAMES.get(role, role) for role in user.roles)


def user_by_email(email: str) -> User | None:
    """The account of an address, case ignored."""
    return User.objects.filter(email__iexact=email.strip()).first()


def people_list(viewer: Viewer, *, text: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """Everybody with an account, by name; `role` may be `biller` for a biller's people; `state` active or inactive."""
    found = User.objects.order_by("name", "pk") if viewer.is_provider else User.objects.none()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(title__icontains=text))
    if role == "biller":
        found = found.filter(roles=[])
    elif role:
        found = found.filter(roles__icontains=f'"{role}"')
    if state:
        found = found.filter(is_active=state == "active")
    return found


def person_or_none(viewer: Viewer, pk: int) -> User | None:
    """One account as provider staff see it; everybody else sees only their own."""
    found = User.objects.filter(pk=pk)
    if not viewer.is_provider:
        found = found.filter(pk=viewer.user_id)
    return found.first()


def teams() -> QuerySet[Team]:
    """All teams with leader and members, by name."""
    return Team.objects.select_related("leader").prefetch_related("members").order_by("name")


def time_off(*, from_date: date) -> QuerySet[TimeOff]:
    """Days away that end on or after a day, soonest first."""
    return TimeOff.objects.filter(to_date__gte=from_date).select_related("user").order_by("from_date", "pk")


def is_away(user_id: int, day: date) -> bool:
    """True when the person doesn't work on that day."""
    return TimeOff.objects.filter(user_id=user_id, from_date__lte=day, to_date__gte=day).exists()


def tokens(viewer: Viewer, *, of_all: bool = False) -> QuerySet[ApiToken]:
    """The viewer's own tokens; administrators may ask for everybody's. Newest first."""
    found = ApiToken.objects.select_related("user").order_by("-created_at", "-pk")
    return found if of_all and viewer.has("admin") else found.filter(user_id=viewer.user_id)


def token_user(plain: str, now: datetime) -> tuple[User, ApiToken] | None:
    """Whose token this is; None when it is unknown, revoked, past its day, or the account is not active."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(token_hash=token_hash(plain), revoked_at=None, user__is_active=True)
        .first()
    )
    if token is None or (token.expires_at is not None and token.expires_at <= now):
        return None
    return token.user, token
