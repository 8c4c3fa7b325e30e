"""Pages of the portal."""

from pilotage.portal.views.changes import (
    change,
    change_approve,
    change_new,
    change_refuse,
    change_withdraw,
    changes,
)
from pilotage.portal.views.files import file_remove
from pilotage.portal.views.home import done, home
from pilotage.portal.views.mappings import mapping, mapping_sign, mappings
from pilotage.portal.views.plans import approvals, meetings, plan
from pilotage.portal.views.projects import project, project_comment, project_file
from pilotage.portal.views.runbooks import runbook, runbooks
from pilotage.portal.views.support import customer_support, leaflet, leaflet_acknowledge, leaflet_walk, overview
from pilotage.portal.views.tasks import task, task_answer, task_comment, task_complete, task_file, task_reopen
from pilotage.portal.views.testing import test_case, test_plan, test_sign, tests

__all__ = [
    "approvals",
    "change",
    "change_approve",
    "change_new",
    "change_refuse",
    "change_withdraw",
    "changes",
    "customer_support",
    "done",
    "file_remove",
    "home",
    "leaflet",
    "leaflet_acknowledge",
    "leaflet_walk",
    "mapping",
    "mapping_sign",
    "mappings",
    "meetings",
    "overview",
    "plan",
    "project",
    "project_comment",
    "project_file",
    "runbook",
    "runbooks",
    "task",
    "task_answer",
    "task_comment",
    "task_complete",
    "task_file",
    "task_reopen",
    "test_case",
    "test_plan",
    "test_sign",
    "tests",
]
