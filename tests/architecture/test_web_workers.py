"""A web worker loads what pages need and no more: no data engine, no solver, no chart library."""

import subprocess
import sys

from source_trees import ROOT

HEAVY = (
    "duckdb",
    "polars",
    "pyarrow",
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "ortools",
    "altair",
    "networkx",
    "asyncssh",
)
WEB = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "pilotage.config.settings"
import pilotage.config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
{more}
print(*sorted({heavy} & set(sys.modules)))
"""


def loaded(more: str = "") -> list[str]:
    """The heavy modules in a process that has loaded the product's pages."""
    script = WEB.format(heavy=set(HEAVY), more=more)
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_pages_load_no_heavy_module() -> None:
    assert loaded() == []


def test_a_heavy_module_is_found() -> None:
    assert "networkx" in loaded("import networkx")
