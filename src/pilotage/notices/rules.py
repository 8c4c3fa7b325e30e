"""Filling the wording of a notice: a closed placeholder language. Pure."""

import re

from pilotage.notices.kinds import PLACEHOLDERS

_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")


def unknown_placeholders(text: str) -> list[str]:
    """Placeholders of a wording that nothing fills, in order."""
    return [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]


def filled(text: str, values: dict[str, str]) -> str:
    """The wording with its placeholders replaced; nothing else is interpreted."""
    return _PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group(0)), text)
