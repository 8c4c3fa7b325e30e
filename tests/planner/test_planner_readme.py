"""The example in the planner's README does what it says."""

import doctest
from pathlib import Path

import pilotage.planner


def test_the_example_in_the_readme_runs():
    readme = Path(pilotage.planner.__path__[0]) / "README.md"
    failed, tried = doctest.testfile(str(readme), module_relative=False, encoding="utf-8")
    assert (failed, tried > 5) == (0, True)
