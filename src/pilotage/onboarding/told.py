"""What somebody tells at a start without the form of the page: facts, lengths, words and parts, looked at one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.onboarding import lines
from pilotage.onboarding.composing import NOTHING, Told, compose
from pilotage.onboarding.conditions import FACTS
from pilotage.onboarding.conditions.facts import FactKind
from pilotage.onboarding.models import PlaybookVersion
from pilotage.onboarding.past import past_of_phase, proposals
from pilotage.onboarding.playbook_forms import NEVER_ASKED
from pilotage.onboarding.playbook_queries import published_with_lines
from pilotage.onboarding.rules import OUR_ROLES
from pilotage.people.models import User
from pilotage.planner.errors import PlanError


class Start(Protocol):
    """What was given."""

    facts: dict[str, Any]
    days: dict[str, int]
    words: dict[str, str]
    parts: list[str]
    use_past: bool


def begun_with(phase: Phase, version: PlaybookVersion, given: Start) -> tuple[list[PlaybookVersion], Told]:
    """The parts to stitch in, and what was told. Refuses a fact, an answer, a name or a part that there is none of."""
    every = published_with_lines()
    parts = _parts([one for one in every if one.playbook.is_part], given)
    facts = {key: _answer(key, value) for key, value in given.facts.items()}
    used = {one.pk for one in (version, *parts)}
    held = [line for one, rows in every.items() if one.pk in used for line in map(lines.line_of_row, rows)]
    _refuse_unknown(given.days, lines.lengths(held), "days")
    _refuse_unknown(given.words, lines.placeholders(held), "words")
    if not (facts or given.days or given.words or given.use_past):
        return parts, NOTHING
    told = Told(facts, given.days, given.words)
    if given.use_past:
        try:
            found = compose(phase, version, parts=parts, told=told).lines
        except PlanError as problem:
            raise Refused(str(problem)) from None
        told = replace(told, lengths={one.code: one.spread.days for one in proposals(past_of_phase(phase), found)})
    return parts, told


def owners_of(given: Mapping[str, int]) -> dict[str, User]:
    """Who gets the tasks of each role. Refuses a role that no task is given to, and somebody who does not have it."""
    known = tuple(dict.fromkeys(role for roles in OUR_ROLES.values() for role in roles))
    people = {user.pk: user for user in User.objects.filter(pk__in=given.values(), is_active=True)}
    for role, pk in given.items():
        if role not in known:
            words = {"role": role[:80], "known": ", ".join(known)}
            raise Refused(_("No task is given to “%(role)s”. Roles: %(known)s.") % words, field="owners")
        if pk not in people or role not in people[pk].roles:
            words = {"pk": str(pk), "role": role}
            raise Refused(
                _("%(role)s: person %(pk)s does not have this role, or is not there.") % words, field="owners"
            )
    return {role: people[pk] for role, pk in given.items()}


def _parts(all_parts: Sequence[PlaybookVersion], given: Start) -> list[PlaybookVersion]:
    slugs = {one.playbook.slug for one in all_parts}
    for slug in given.parts:
        if slug not in slugs:
            raise Refused(_("There is no published part “%(slug)s”.") % {"slug": slug[:80]}, field="parts")
    products = given.facts.get("products", [])
    bought = set(products) if isinstance(products, list) else set()
    return [one for one in all_parts if one.playbook.slug in given.parts or bought & set(one.playbook.products)]


def _answer(key: str, value: Any) -> Any:
    fact = FACTS.get(key)
    if fact is None or key in NEVER_ASKED:
        words = {"key": key[:80], "known": ", ".join(each for each in FACTS if each not in NEVER_ASKED)}
        raise Refused(_("A start is not told “%(key)s”. It may be told: %(known)s.") % words, field="facts")
    kinds = {FactKind.SEVERAL: list, FactKind.NUMBER: int}
    is_fit = isinstance(value, kinds.get(fact.kind, str))
    answers = value if isinstance(value, list) else [value]
    if not is_fit or (fact.answers and not set(answers) <= set(fact.answers)):
        known = ", ".join(fact.answers) or str(fact.kind)
        raise Refused(_("%(key)s: answer with %(known)s.") % {"key": key, "known": known}, field="facts")
    return value


def _refuse_unknown(given: Mapping[str, Any], known: Any, field: str) -> None:
    strange = next((name for name in given if name not in known), None)
    if strange is not None:
        words = {"name": strange[:80], "known": ", ".join(known) or "–"}
        raise Refused(_("The playbook asks for no “%(name)s”. It asks for: %(known)s.") % words, field=field)
