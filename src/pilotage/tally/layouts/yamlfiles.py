"""Opens the small YAML and JSON files that people write; what cannot be used is refused in one line."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError

MOST_BYTES = 4 * 1024 * 1024


def read_document(path: Path, what: str) -> Mapping[str, Any]:
    """The mapping in a YAML or JSON file. Dates and numbers with leading zeros stay texts. Errors: `TallyError`."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise TallyError(
            f"{problem.strerror or problem}. Name a {what} file that can be read.", place=str(path)
        ) from None
    if len(data) > MOST_BYTES:
        raise TallyError(f"It has {len(data):,} bytes, too many for a {what}. Name the right file.", place=str(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TallyError(f"It is no text. Write the {what} in UTF-8.", place=str(path)) from None
    return document_in(text, what, str(path))


def document_in(text: str, what: str, place: str) -> Mapping[str, Any]:
    """The mapping in a text of YAML or JSON, read as `read_document` does. Errors: `TallyError`."""
    import yaml

    try:
        document = yaml.load(text, Loader=_loader())
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark is not None else "it"
        reason = getattr(problem, "problem", None) or "is no YAML"
        raise TallyError(f"{line} cannot be read ({reason}). Mend the YAML.", place=place) from None
    except (RecursionError, ValueError, KeyError, TypeError):
        raise TallyError("It cannot be read as YAML. Mend it.", place=place) from None
    if not isinstance(document, Mapping):
        raise TallyError(f"It holds no {what}. Begin with format: and fields:.", place=place)
    return document


def _loader() -> Any:
    """A safe loader that keeps dates as texts, no, yes, on and off too, and refuses aliases, which could grow without bound."""
    import yaml

    class Plain(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: int) -> Any:
            if self.check_event(yaml.events.AliasEvent):
                event: Any = self.peek_event()  # type: ignore[no-untyped-call]
                raise yaml.composer.ComposerError(None, None, "aliases are not taken", event.start_mark)
            return super().compose_node(parent, index)

    other = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    Plain.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if tag not in other]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    truth = re.compile("^(?:true|True|TRUE|false|False|FALSE)$")
    Plain.add_implicit_resolver("tag:yaml.org,2002:bool", truth, list("tTfF"))
    return Plain
