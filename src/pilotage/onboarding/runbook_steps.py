"""Draws a runbook's steps as the tasks of its playbook, and the way to start its process on a project."""

from collections.abc import Sequence

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from pilotage.onboarding.models import PlaybookVersion
from pilotage.onboarding.queries import version_by_slug
from pilotage.runbooks.models import Runbook


def draw_steps(context: Context, runbook: Runbook, steps: Sequence[str]) -> SafeString:
    """The playbook's tasks that carry a section out; ids that the playbook lacks are left out. One query per page for all."""
    version = _version(context, runbook)
    if version is None:
        return SafeString("")
    found = {row.code: row for row in version.tasks.all()}
    rows = [found[code] for code in steps if code in found]
    return render_to_string("onboarding/runbook_steps.html", {"version": version, "rows": rows})


def draw_process(context: Context, runbook: Runbook) -> SafeString:
    """A link to the running projects on which the process can be started."""
    version = _version(context, runbook)
    return (
        render_to_string("onboarding/runbook_process.html", {"version": version})
        if version is not None
        else SafeString("")
    )


def _version(context: Context, runbook: Runbook) -> PlaybookVersion | None:
    """The newest version of its playbook with its tasks, read once for a page."""
    kept = context.render_context
    if "runbook_version" not in kept:
        found = version_by_slug(runbook.playbook) if runbook.playbook else None
        if found is not None:
            found = PlaybookVersion.objects.select_related("playbook").prefetch_related("tasks").get(pk=found.pk)
        kept["runbook_version"] = found
    version: PlaybookVersion | None = kept["runbook_version"]
    return version
