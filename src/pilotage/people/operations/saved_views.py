"""Saved views of lists: a named filter, sort and choice of columns, kept for one person, open by its address to all."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.models import User

#: For one list; more than these nobody finds again.
MOST_VIEWS = 20
NAME_LENGTH = 60
QUERY_LENGTH = 1000
#: What belongs to one look at a list and not to the view: the page, the file, the kind of answer.
PASSING = frozenset({"page", "after", "before", "as"})


def save_view(*, by: Viewer, now: datetime, path: str, name: str, query: str) -> str:
    """Keeps what the list at this path shows under a name; a view of that name is replaced. Returns the view's address.

    Refuses without a name, without anything to keep, or when the list has twenty views. Also: event `people.view_saved`.
    """
    name, query = " ".join(name.split())[:NAME_LENGTH], _kept(query)
    if not name:
        raise Refused(_("The view has no name. Give it one, then save it again."), field="name")
    if not query or not path.startswith("/") or path.startswith("//"):
        raise Refused(_("Nothing is filtered, sorted or chosen here. Do that first, then save the view."))
    with change(by=by, now=now) as c:
        user = _own(by)
        views = dict(user.views)
        others = [view for view in views.get(path, []) if view[0] != name]
        if len(others) >= MOST_VIEWS:
            raise Refused(_("This list has twenty saved views. Remove one first."))
        views[path] = [*others, [name, query]]
        c.save(user, kind="people.view_saved", note=name, views=views)
    return f"{path}?{query}"


def remove_view(*, by: Viewer, now: datetime, path: str, name: str) -> None:
    """Forgets a saved view; one that is not there is forgotten already. Also: event `people.view_removed`."""
    with change(by=by, now=now) as c:
        user = _own(by)
        views = dict(user.views)
        views[path] = [view for view in views.get(path, []) if view[0] != name]
        if not views[path]:
            del views[path]
        c.save(user, kind="people.view_removed", note=name, views=views)


def _kept(query: str) -> str:
    pairs = [(key, value) for key, value in parse_qsl(query[:QUERY_LENGTH]) if key not in PASSING]
    return urlencode(pairs)


def _own(by: Viewer) -> User:
    if by.user_id is None:
        raise Forbidden(_("Sign in to keep views."))
    found: User = User.objects.select_for_update().get(pk=by.user_id)
    return found
