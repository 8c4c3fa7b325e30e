"""Playbooks, and the projects made from them."""

from pilotage.onboarding.models.playbooks import Playbook, PlaybookTask, PlaybookVersion
from pilotage.onboarding.models.projects import Dependency, PlanTask, Project

__all__ = ["Dependency", "PlanTask", "Playbook", "PlaybookTask", "PlaybookVersion", "Project"]
