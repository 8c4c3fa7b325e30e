"""Writes how many cells the access table has into docs/howto/access.md: `python tests/access/count_cells.py`."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from access.table import ROWS

HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "access.md"


def main() -> None:
    """Replace the line that counts."""
    routes = len({row.route for row in ROWS})
    line = f"{sum(row.cells for row in ROWS):,} cells: {len(ROWS)} rows of {routes} routes"
    HOWTO.write_text(re.sub(r"[\d,]+ cells: \d+ rows of \d+ routes", line, HOWTO.read_text()))
    print(line)


if __name__ == "__main__":
    main()
