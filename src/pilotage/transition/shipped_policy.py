"""The assignment policy that comes with the product, read from its files."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from pilotage.core.decision_tables import VersionedTable
from pilotage.transition.rules import policy_from


def shipped_versions() -> list[Mapping[str, Any]]:
    """Every shipped version as `{version, effective_date, name, content}`, oldest first."""
    folder = resources.files("pilotage.transition") / "policy_data"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


@cache
def shipped_policy() -> VersionedTable:
    """The shipped versions, read and checked once."""
    return policy_from(shipped_versions())
