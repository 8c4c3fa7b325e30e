"""Texts that people type, without card numbers."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.tally.forbidden import scan_text


def no_card(text: str, *, field: str) -> None:
    """Refuses a text that holds a card number, naming it masked; nothing of it is kept."""
    found = scan_text(text)
    if found:
        raise Refused(
            _("Line %(row)d holds %(masked)s, which reads as a card number. Take it out; Pilotage never keeps one.")
            % {"row": found[0].row, "masked": found[0].masked},
            field=field,
        )
