"""Who belongs to whom: the assignment with the greatest total score in each connected component, and where it is a tie."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

UNIT = 1_000  # scores are whole thousandths, so that every machine assigns alike
_DENSE = 1_500


@dataclass(frozen=True)
class Assigned:
    """One pair of the best assignment; `margin` is what the best assignment without this pair would lose (thousandths).

    The margin looks at the free items and at exchanges with one other pair. `rivals` are the right places that could replace it.
    `free` are the items of either side that are in no pair and could replace this one's, each with what that would lose.
    """

    left: int
    right: int
    score: int
    margin: int
    rivals: tuple[int, ...]
    free: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


def assign(mine: "Places", theirs: "Places", scores: "Places") -> list[Assigned]:
    """The best one-to-one assignment of pairs with positive scores: each item at most once, greatest sum. In order of left."""

    keep = scores > 0
    mine, theirs, scores = mine[keep], theirs[keep], scores[keep]
    if not len(mine):
        return []
    edges: dict[int, dict[int, int]] = defaultdict(dict)
    for left, right, score in zip(mine.tolist(), theirs.tolist(), scores.tolist(), strict=True):
        edges[left][right] = max(score, edges[left].get(right, 0))
    chosen: dict[int, int] = {}
    for lefts in _components(mine, theirs):
        chosen.update(_best(lefts, edges))
    return _with_margins(chosen, edges)


def _components(mine: "Places", theirs: "Places") -> list[list[int]]:
    """The left places of each connected component, in order."""
    import numpy as np
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    rows = int(mine.max()) + 1
    size = rows + int(theirs.max()) + 1
    graph = coo_matrix((np.ones(len(mine), dtype=np.int8), (mine, theirs + rows)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    groups: dict[int, list[int]] = defaultdict(list)
    for left in np.unique(mine).tolist():
        groups[int(labels[left])].append(left)
    return list(groups.values())


def _best(lefts: list[int], edges: dict[int, dict[int, int]]) -> dict[int, int]:
    rights = sorted({right for left in lefts for right in edges[left]})
    if len(lefts) == 1:
        only = edges[lefts[0]]
        return {lefts[0]: min(only, key=lambda right: (-only[right], right))}
    if max(len(lefts), len(rights)) > _DENSE:
        return _best_sparse(lefts, rights, edges)
    return _best_dense(lefts, rights, edges)


def _best_dense(lefts: list[int], rights: list[int], edges: dict[int, dict[int, int]]) -> dict[int, int]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    column = {right: at for at, right in enumerate(rights)}
    table = np.zeros((len(lefts), len(rights)))
    for at, left in enumerate(lefts):
        for right, score in edges[left].items():
            table[at, column[right]] = score
    rows, columns = linear_sum_assignment(table, maximize=True)
    return {
        lefts[row]: rights[col] for row, col in zip(rows.tolist(), columns.tolist(), strict=True) if table[row, col] > 0
    }


def _best_sparse(lefts: list[int], rights: list[int], edges: dict[int, dict[int, int]]) -> dict[int, int]:
    """A large component without a dense table: every left has a place of its own for staying alone."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    column = {right: at for at, right in enumerate(rights)}
    rows, columns, costs = [], [], []
    highest = 1 + max(max(edges[left].values()) for left in lefts)
    for at, left in enumerate(lefts):
        for right, score in edges[left].items():
            rows.append(at)
            columns.append(column[right])
            costs.append(highest - score)
        rows.append(at)
        columns.append(len(rights) + at)
        costs.append(highest)
    table = csr_matrix((np.array(costs, dtype=float), (rows, columns)), shape=(len(lefts), len(rights) + len(lefts)))
    found = min_weight_full_bipartite_matching(table)
    return {
        lefts[row]: rights[col]
        for row, col in zip(found[0].tolist(), found[1].tolist(), strict=True)
        if col < len(rights)
    }


def _with_margins(chosen: dict[int, int], edges: dict[int, dict[int, int]]) -> list[Assigned]:
    holder = {right: left for left, right in chosen.items()}
    by_right: dict[int, list[int]] = defaultdict(list)
    for left, row in edges.items():
        for right in row:
            by_right[right].append(left)
    found = []
    for left, right in sorted(chosen.items()):
        score = edges[left][right]
        margin, rivals = score, []
        free: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
        for other in edges[left]:
            if other != right:
                loss = _loss_of_move(left, right, other, edges, holder)
                margin = min(margin, loss)
                rivals.append((loss, other))
                if other not in holder:
                    free[1].append((loss, other))
        for rival in by_right[right]:
            if rival not in chosen:
                free[0].append((score - edges[rival][right], rival))
                margin = min(margin, free[0][-1][0])
        near = tuple(other for _, other in sorted(rivals)[:3])
        found.append(Assigned(left, right, score, margin, near, (tuple(sorted(free[0])), tuple(sorted(free[1])))))
    return found


def _loss_of_move(left: int, right: int, other: int, edges: dict[int, dict[int, int]], holder: dict[int, int]) -> int:
    """What the total loses when `left` takes `other`, and whoever held that takes `right` or stays alone."""
    before, after = edges[left][right], edges[left][other]
    displaced = holder.get(other)
    if displaced is not None:
        before += edges[displaced][other]
        after += edges[displaced].get(right, 0)
    return before - after
