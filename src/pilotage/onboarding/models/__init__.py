"""Playbooks, the projects made from them, their holds and baselines."""

from pilotage.onboarding.models.baselines import Baseline
from pilotage.onboarding.models.carrying import Carrying, ProjectMerge, ProjectPart
from pilotage.onboarding.models.edits import PlanEdit
from pilotage.onboarding.models.holds import Hold
from pilotage.onboarding.models.playbooks import Playbook, PlaybookTask, PlaybookVersion
from pilotage.onboarding.models.projects import Dependency, PlanTask, Project

__all__ = [
    "Baseline",
    "Carrying",
    "Dependency",
    "Hold",
    "PlanEdit",
    "PlanTask",
    "Playbook",
    "PlaybookTask",
    "PlaybookVersion",
    "Project",
    "ProjectMerge",
    "ProjectPart",
]
