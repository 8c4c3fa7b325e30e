"""Files of at most 300 lines, functions of at most 45 besides their docstring; what is longer is on a list that only shrinks."""

import ast

import pytest
from allowances import allowed, complaints
from source_trees import Function, Source, sources

FILE_LINES, FUNCTION_LINES, ALLOWANCES = 300, 45, 8
EVERYWHERE = ("src/pilotage", "tests", "scripts", "bench")


def function_lines(function: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    first = function.body[0]
    has_docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def long_functions(source: Source) -> dict[str, int]:
    """`path::name` and its lines, of every function."""
    return {f"{source.path}::{name}": function_lines(function) for name, function in source.functions()}


def test_files_are_small() -> None:
    found = {source.path: len(source.text.splitlines()) for source in sources(*EVERYWHERE)}
    assert complaints(found, FILE_LINES, allowed("file_lines")) == []


def test_functions_are_short() -> None:
    found: dict[str, int] = {}
    for source in sources("src/pilotage", "scripts", "bench"):
        found |= long_functions(source)
    assert complaints(found, FUNCTION_LINES, allowed("function_lines")) == []


def test_the_list_of_exceptions_does_not_grow() -> None:
    assert len(allowed("file_lines")) + len(allowed("function_lines")) + len(allowed("writes")) <= ALLOWANCES


def test_a_docstring_does_not_count_and_a_method_has_its_class_in_its_name() -> None:
    source = Source(
        "a.py", 'class A:\n    def b(self):\n        """One.\n\n        Two.\n        """\n        return 1\n'
    )
    assert long_functions(source) == {"a.py::A.b": 2}


@pytest.mark.parametrize(
    ("lines", "allowance", "passes"),
    [(300, {}, True), (301, {}, False), (320, {"a.py": 320}, True), (321, {"a.py": 320}, False), (310, {"a.py": 320}, False),
     (300, {"a.py": 300}, False), (10, {"b.py": 320}, False)],
)  # fmt: skip
def test_limits_and_allowances_bite(lines: int, allowance: dict[str, int], passes: bool) -> None:
    assert (complaints({"a.py": lines}, 300, allowance) == []) is passes
