"""People as initials and a name."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext


def name_of(person: object) -> str:
    """The name to show: `name`, else the full name, else the e-mail address, else the thing as text."""
    name = getattr(person, "name", "")
    if not name and hasattr(person, "get_full_name"):
        name = person.get_full_name()
    return str(name or getattr(person, "email", "") or person)


def initials(name: str) -> str:
    """First letters of the first and last word, `DS` for Dana Silva."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()] or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@lru_cache(maxsize=2048)
def _drawn(name: str, email: str, role: str) -> SafeString:
    shown_role = format_html(' <span class="ui-meta">{}</span>', role) if role else ""
    return format_html(
        '<span class="ui-person" title="{}"><span class="ui-initials" aria-hidden="true">{}</span>'
        '<span class="ui-person-name">{}{}</span></span>',
        email or name,
        initials(name),
        name,
        shown_role,
    )


@lru_cache(maxsize=8)
def _nobody(words: str, _language: str | None) -> SafeString:
    return format_html('<span class="ui-none">{}</span>', words or gettext("nobody yet"))


def person(someone: object, role: str = "", nobody: str = "") -> SafeString:
    """A person (object or name) with initials, and a role where given; None says "nobody yet"."""
    if not someone:
        return _nobody(nobody, get_language())
    return _drawn(name_of(someone), str(getattr(someone, "email", "") or ""), str(role))
