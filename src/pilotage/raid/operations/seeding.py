"""Turns answers to the pre-mortem into risks."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.raid.enums import Kind, Response
from pilotage.raid.memory import seeds_of_product
from pilotage.raid.models import RaidEntry
from pilotage.raid.operations.writing import raise_entry
from pilotage.raid.permissions import require_writer
from pilotage.raid.seeds import SEEDS


def raise_seeds(
    *, phase: Phase, keys: Iterable[str], owner: User | None = None, by: Viewer, now: datetime
) -> list[RaidEntry]:
    """A risk for each question that was answered with no: all or none; one that stands in the log already is left out.

    Refuses unknown questions. Also: as `raise_entry`. Returns the new ones.
    """
    require_writer(by)
    asked = list(dict.fromkeys(keys))
    known = SEEDS | {seed.key: seed for seed in seeds_of_product(phase, by)}
    unknown = [key for key in asked if key not in known]
    if unknown:
        raise Refused(_("There is no question %(key)s.") % {"key": unknown[0]}, field="selected")
    with change(by=by, now=now):
        Phase.objects.everywhere().select_for_update(of=("self",)).get(pk=phase.pk)
        held = set(RaidEntry.objects.everywhere().filter(phase=phase, seed__in=asked).values_list("seed", flat=True))
        return [
            raise_entry(
                phase=phase, kind=Kind.RISK, title=seed.title, description=seed.why, likelihood=seed.likelihood,
                impact=seed.impact, party=seed.party, response=Response.REDUCE, response_text=seed.response, owner=owner,
                seed=seed.key, by=by, now=now,
            )
            for seed in (known[key] for key in asked if key not in held)
        ]  # fmt: skip
