"""The parts of docs/howto/api.md that the product itself knows."""

from pilotage.config.api import api
from pilotage.people.enums import TOKEN_AREAS


def operations_table() -> str:
    """A row for each operation: method, address, scope, what it does."""
    lines = ["| | address under `/api/v1` | scope | |", "|---|---|---|---|"]
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    for path, operations in schema["paths"].items():
        for method, one in operations.items():
            scope, words = one["security"][0]["token"][0], one["description"].split("\n\n")[0]
            lines.append(
                f"| `{method.upper()}` | `{path.removeprefix('/api/v1')}` | `{scope}` | {' '.join(words.split())} |"
            )
    return "\n".join(lines) + "\n"


def scopes_line() -> str:
    """Every area that a scope may name."""
    return "Areas: " + ", ".join(f"`{area}`" for area in TOKEN_AREAS) + ".\n"
