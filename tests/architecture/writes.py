"""Where code writes to the database: a reading of the syntax tree, by what a call is made on.

It knows a query by its beginning (`.objects`, `visible_to`, `everywhere`, a `…_set`, a parameter that says QuerySet) and follows it
through names of the same function. Dictionaries have `update` too, so that one counts only on a query or with nothing
but named values; files, caches, sessions and workbooks have `save` and `delete` of their own.
"""

import ast
import re
from collections.abc import Iterator

from source_trees import Function, Source

ALWAYS = frozenset({
    "bulk_create", "bulk_update", "get_or_create", "update_or_create", "executemany", "abulk_create", "abulk_update",
    "aget_or_create", "aupdate_or_create", "asave", "adelete", "acreate", "aupdate", "copy_from", "save_base",
})  # fmt: skip
QUERY_STARTS = frozenset({"objects", "_default_manager", "_base_manager"})
QUERY_CALLS = frozenset({"visible_to", "everywhere", "get_queryset", "select_for_update"})
NO_ROW = re.compile(
    r"(^|_)(file|files|storage|cache|session|sessions|book|workbook|image|path|client|browser|page|headers|cookies|response)$",
    re.I,
)
WRITING_SQL = re.compile(r"\s*(insert|update|delete|replace|alter|drop|create|truncate|merge|copy)\b", re.I)
OPENS_CHANGE = "change"


def may_write(source: Source) -> bool:
    """Operations may; `tally` has no database of the product, its SQL runs in an engine of its own."""
    return bool({"operations", "tally"} & set(source.rooms))


def writes(source: Source) -> list[str]:
    """`path:line what` for every write in the file."""
    found = []
    for scope in [source.tree, *(function for _, function in source.functions())]:
        queries, mappings = _names(scope)
        for node in _own_nodes(scope):
            if isinstance(node, ast.Call) and (what := _written(node, queries, mappings)):
                found.append(f"{source.path}:{node.lineno} {what}")
    return sorted(found, key=lambda line: int(line.split(":")[1].split()[0]))


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, Function):
            yield child
            yield from _own_nodes(child)


def _names(scope: ast.AST) -> tuple[set[str], set[str]]:
    """Names that hold a query, and names that hold a mapping or a set, in one function."""
    queries: set[str] = set()
    mappings: set[str] = set()
    if isinstance(scope, Function):
        for argument in [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs]:
            if argument.annotation is not None and "QuerySet" in ast.dump(argument.annotation):
                queries.add(argument.arg)
    for node in _own_nodes(scope):
        targets, value = _assigned(node)
        names = {target.id for target in targets if isinstance(target, ast.Name)}
        if value is not None and _is_query(value, queries):
            queries |= names
        if isinstance(value, ast.Dict | ast.DictComp | ast.Set | ast.SetComp) or _calls(
            value, "dict", "set", "Counter"
        ):
            mappings |= names
    return queries, mappings


def _assigned(node: ast.AST) -> tuple[list[ast.expr], ast.expr | None]:
    if isinstance(node, ast.Assign):
        return node.targets, node.value
    if isinstance(node, ast.AnnAssign | ast.NamedExpr):
        return [node.target], node.value
    if isinstance(node, ast.For | ast.comprehension):
        return [], None
    return [], None


def _calls(value: ast.expr | None, *names: str) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in names


def _is_query(node: ast.AST, queries: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in queries
    if isinstance(node, ast.Attribute):
        return node.attr in QUERY_STARTS or node.attr.endswith("_set") or _is_query(node.value, queries)
    if isinstance(node, ast.Call):
        ends = isinstance(node.func, ast.Attribute) and node.func.attr in {
            "values_list",
            "count",
            "exists",
            "get",
            "first",
            "last",
        }
        starts = isinstance(node.func, ast.Attribute) and node.func.attr in QUERY_CALLS
        return starts or (not ends and _is_query(node.func, queries))
    if isinstance(node, ast.Subscript):
        return _is_query(node.value, queries)
    if isinstance(node, ast.IfExp):
        return _is_query(node.body, queries) or _is_query(node.orelse, queries)
    return False


def _written(call: ast.Call, queries: set[str], mappings: set[str]) -> str:
    if isinstance(call.func, ast.Name):
        return "change(): only operations open one" if call.func.id == OPENS_CHANGE and call.keywords else ""
    if not isinstance(call.func, ast.Attribute):
        return ""
    verb, on = call.func.attr, call.func.value
    if _calls(on, "super"):
        return ""
    if verb in ALWAYS:
        return f".{verb}()"
    if verb in {"execute", "executescript", "raw"}:
        return f".{verb}() of writing SQL" if call.args and _is_writing_sql(call.args[0]) else ""
    if verb not in {"create", "update", "delete", "save", "set", "add", "remove", "clear"}:
        return ""
    return f".{verb}()" if _touches_rows(verb, call, on, queries, mappings) else ""


def _touches_rows(verb: str, call: ast.Call, on: ast.expr, queries: set[str], mappings: set[str]) -> bool:
    if _is_query(on, queries):
        return verb in {"create", "update", "delete", "save", "set"} or (
            verb in {"add", "remove", "clear"} and not isinstance(on, ast.Name)
        )
    last = on.attr if isinstance(on, ast.Attribute) else on.id if isinstance(on, ast.Name) else ""
    if verb == "update":
        return (
            bool(call.keywords) and not call.args and last not in mappings and all(word.arg for word in call.keywords)
        )
    if verb in {"save", "delete"}:
        return not call.args and bool(last or isinstance(on, ast.Call)) and not NO_ROW.search(last)
    return False


def _is_writing_sql(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]  # type: ignore[assignment]
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(WRITING_SQL.match(node.value))
