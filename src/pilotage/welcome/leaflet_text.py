"""The text of a welcome leaflet: a closed placeholder language, headings and list lines, as parts of a paper. Pure."""

import re
from collections.abc import Mapping

from pilotage.core.papers.paper import Part

PLACEHOLDERS = {
    "biller": "the biller's name",
    "phase": "what goes live",
    "go_live": "the day of the go-live",
    "provider": "your organisation's name",
    "phone": "Customer Support: phone",
    "email": "Customer Support: e-mail",
    "hours": "Customer Support: hours",
}
SHIPPED_TITLE = "Welcome to {provider}"
SHIPPED_BODY = """{biller} goes live on {go_live}. From that day on, Customer Support of {provider} is there for you.

# How to reach us
- In the portal: sign in and open Customer Support. There you also see where a case stands.
- By phone: {phone}
- By e-mail: {email}
- Hours: {hours}

# When you open a case
- Say what happened, when, and which account or invoice it is about.
- Say how many customers are touched; what stops payments comes first.
- Never send card or bank account numbers.

# What you can look up yourself
- The portal holds your files, how we work with you, and your open tasks.
- Your training links stay open after the go-live."""
_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")


def unknown(text: str) -> list[str]:
    """Placeholders that nothing fills, in order."""
    return [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced, nothing else interpreted; a line whose only content is an empty value is left out."""
    kept = []
    for line in text.splitlines():
        named = _PLACEHOLDER.findall(line)
        if line.startswith("- ") and named and all(not values.get(name, name) for name in named):
            continue
        kept.append(_PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group(0)), line))
    return "\n".join(kept)


def parts_of(text: str) -> list[Part]:
    """`# ` begins a part, `- ` is a line of its list, all else a paragraph of it. What comes first has no heading."""
    found: list[tuple[str, list[str], list[str]]] = [("", [], [])]
    for line in text.splitlines():
        words = line.strip()
        if words.startswith("# "):
            found.append((words[2:].strip(), [], []))
        elif words.startswith("- "):
            found[-1][2].append(words[2:].strip())
        elif words:
            found[-1][1].append(words)
    return [Part(title, "\n".join(said), lines=lines) for title, said, lines in found if title or said or lines]
