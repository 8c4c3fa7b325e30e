"""Who gets something by link: names by address, each address once."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused


def cleaned_readers(readers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names by address. Refuses nobody, and an address that is none."""
    chosen: dict[str, str] = {}
    for name, email in readers:
        address = email.strip()
        try:
            validate_email(address)
        except ValidationError:
            raise Refused(_("%(email)s is no e-mail address.") % {"email": email or "–"}, field="guests") from None
        chosen.setdefault(address, " ".join(name.split()) or address)
    if not chosen:
        raise Refused(_("Nobody would get it. Choose at least one reader."), field="readers")
    return chosen
