"""The runbooks that every installation begins with."""

from datetime import datetime

from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.runbooks import shipped
from pilotage.runbooks.models import Runbook, RunbookSection, RunbookVersion
from pilotage.runbooks.operations.writing import PUBLISHED


def load_shipped_runbooks(*, by: Viewer, now: datetime) -> Runbook:
    """“Transition to client services” with its three versions, where it is missing; what people wrote stays."""
    held = Runbook.objects.filter(slug=shipped.SLUG).first()
    if held is not None:
        return held
    with change(by=by, now=now) as c:
        made = c.create(
            Runbook,
            slug=shipped.SLUG,
            name=shipped.NAME,
            description=shipped.DESCRIPTION,
            is_shared=True,
            playbook=shipped.PLAYBOOK,
        )
        for number, day, description in shipped.VERSIONS:
            version = c.create(
                RunbookVersion, event=PUBLISHED, runbook=made, number=number, version_date=day, author=shipped.AUTHOR,
                description=description, is_published=True, made_at=now,
            )  # fmt: skip
            RunbookSection.objects.bulk_create(
                RunbookSection(
                    version=version, position=n, chapter=one.chapter, heading=one.heading, body=one.body, steps=list(one.steps),
                    is_internal=one.is_internal,
                )
                for n, one in enumerate(shipped.sections(number), 1)
            )  # fmt: skip
        return made
