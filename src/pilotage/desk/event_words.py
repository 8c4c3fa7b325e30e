"""Audit events in plain words: what happened, which field, which value. Pure: plain values in, text out."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pilotage.billers.enums import STAGE_NAMES
from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.desk.event_kinds import KIND_WORDS
from pilotage.people.enums import ROLE_NAMES

VERBS = {
    "created": gettext_noop("added the %(thing)s"),
    "changed": gettext_noop("changed the %(thing)s"),
    "removed": gettext_noop("took away the %(thing)s"),
}
THINGS = {
    "apitoken": "access token",
    "careof": "care",
    "cisproduct": "CIS product",
    "invoicetype": "invoice type",
    "attendance": "invitation",
    "categoryvertical": "vertical of the category",
    "importfile": "import file",
    "importrun": "import",
    "integrationsummary": "Integration Summary",
    "plantask": "plan task",
    "projecttask": "task",
    "summaryfield": "summary field",
    "storedfile": "file",
    "supportwindow": "support window",
}
FIELD_WORDS = {
    "mrr_amount": "MRR",
    "email": "E-mail",
    "time_zone": "Time zone",
    "external_id": "Id",
    "is_active": "Active",
    "is_mfa_required": "Second step at sign-in required",
    "from_date": "From",
    "to_date": "To",
    "is_live_before_pilotage": "Live before Pilotage",
    "cis": "CIS",
}
ABBREVIATIONS = {"mrr": "MRR", "cis": "CIS", "id": "id", "tsm": "TSM", "tam": "TAM", "uat": "UAT", "url": "address"}
NOT_SHOWN = frozenset({
    "record_id", "password", "token_hash", "session_epoch", "created_at", "last_login", "secret", "prefix", "salt",
    "is_sample", "last_used_at", "user_agent", "sha256", "path", "task_reasons",
})  # fmt: skip
VALUE_WORDS = {str(word): text for names in (ROLE_NAMES, STAGE_NAMES, VERTICAL_NAMES) for word, text in names.items()}
SOURCES = {
    "page": "",
    "api": gettext_noop("through the API"),
    "command": gettext_noop("from the command line"),
    "job": gettext_noop("in the background"),
    "import": gettext_noop("by import"),
}
ISO_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
ISO_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")
UUID_TEXT = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")


def kind_words(kind: str) -> str:
    """`billers.phase_changed` as "changed the phase"; a kind of its own name as that name."""
    if kind in KIND_WORDS:
        return _(KIND_WORDS[kind])
    subject, _sep, verb = kind.partition(".")[2].rpartition("_")
    if subject and verb in VERBS:
        return _(VERBS[verb]) % {"thing": THINGS.get(subject, subject.replace("_", " "))}
    return kind.partition(".")[2].replace("_", " ")


def field_words(name: str) -> str:
    """A column as people call it: `target_go_live_date` as "Target go-live date"."""
    if name in FIELD_WORDS:
        return FIELD_WORDS[name]
    bare = name.removesuffix("_id").replace("go_live", "go-live")
    words = [ABBREVIATIONS.get(word, word) for word in bare.split("_")]
    words = words[1:] if words[0] in ("is", "has") and len(words) > 1 else words
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def value_words(name: str, value: Any, names: Mapping[str, str], zone: ZoneInfo) -> str:
    """A value as people write it; `names` gives records and people by their id."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value_words(name, item, names, zone) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{field_words(key)}: {value_words(key, item, names, zone)}" for key, item in value.items())
    text = str(value)
    if UUID_TEXT.match(text):
        return names.get(text, text)
    if name.endswith("_amount"):
        return _money(text)
    if ISO_DAY.match(text):
        return f"{date.fromisoformat(text):%a %-d %b %Y}"
    if ISO_MOMENT.match(text):
        return f"{datetime.fromisoformat(text).astimezone(zone):%a %-d %b %Y, %H:%M}"
    return VALUE_WORDS.get(text, text)


def changed_fields(payload: Mapping[str, Any]) -> list[str]:
    """The fields to show: what changed, or what was filled in when the row was made, without technical columns."""
    before, after = payload.get("before") or {}, payload.get("after") or {}
    named = sorted(name for name in {**before, **after} if name not in NOT_SHOWN)  # databases keep no common order
    if before:
        return named
    return [name for name in named if after.get(name) not in (None, "", [], {}, False) and name != "biller_id"]


def source_words(source: str) -> str:
    """By which door: nothing for a page, else in words."""
    return _(SOURCES[source]) if SOURCES.get(source) else ""


def _money(text: str) -> str:
    try:
        return f"{Decimal(text):,.2f}"
    except InvalidOperation:
        return text
