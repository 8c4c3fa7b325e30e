"""Projects, their plans and playbooks over the API."""

from ninja import Router

from pilotage.onboarding.api.carryings import router as carryings
from pilotage.onboarding.api.drafts import router as playbooks
from pilotage.onboarding.api.moves import router as moves
from pilotage.onboarding.api.past import router as past
from pilotage.onboarding.api.plan_edits import router as plan_edits
from pilotage.onboarding.api.plan_files import router as plan_files
from pilotage.onboarding.api.plan_tasks import router as plan_tasks
from pilotage.onboarding.api.projects import router as projects
from pilotage.onboarding.api.replanning import router as replanning
from pilotage.onboarding.api.slips import router as slips

__all__ = ["router"]

router = Router()
for one in (projects, moves, plan_tasks, plan_edits, replanning, slips, plan_files, playbooks, carryings, past):
    router.add_router("", one)
