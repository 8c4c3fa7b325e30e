"""What people type about cases, cleaned before it is kept."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.work.texts import no_card

#: Fields of one line, with their longest length.
LINES = {"title": 200, "reported_by": 200, "path_words": 300, "tracker_key": 60, "tracker_state": 60}
LONGEST = 20_000
NEEDED = {
    "title": "Say in one line what is wrong.",
    "outcome": "Say what it was and what was done; whoever reads it later needs it.",
    "notes": "Write what is known, what was tried and what comes next.",
    "path_words": "Say in one line what happens next, so that the case leaves with a way to its end.",
    "tracker_key": "Give the issue's key, for example PAY-1234.",
}


def clean(given: Mapping[str, str]) -> dict[str, str]:
    """The same without needless space. Refuses what is needed and missing, what is too long, and card numbers."""
    found = {}
    for name, text in given.items():
        text = " ".join(text.split()) if name in LINES else text.strip()
        no_card(text, field=name)
        if name in NEEDED and not text:
            raise Refused(_(NEEDED[name]), field=name)
        if len(text) > LINES.get(name, LONGEST):
            raise Refused(_("Keep this to %(n)d signs.") % {"n": LINES.get(name, LONGEST)}, field=name)
        found[name] = text
    return found
