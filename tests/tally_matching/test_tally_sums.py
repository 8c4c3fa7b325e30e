"""The bounded search finds every sum, counts the solutions, and its odds agree with what chance does."""

import random
from itertools import combinations
from pathlib import Path

import pytest

from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec
from pilotage.tally.matching.sums import find_few, find_sums


def all_ways(amounts: list[int], target: int, members: int) -> list[tuple[int, ...]]:
    return [
        places
        for size in range(1, members + 1)
        for places in combinations(range(len(amounts)), size)
        if sum(amounts[at] for at in places) == target
    ]


@pytest.mark.parametrize("search", [find_sums, find_few])
def test_every_way_is_found_once_as_a_search_through_all_subsets_finds_it(search: object) -> None:
    rng = random.Random(4)
    for _ in range(200):
        amounts = [rng.randint(-30, 60) for _ in range(rng.randint(0, 11))]
        members = rng.randint(1, 3)
        target = rng.randint(-20, 120)
        found = search(amounts, target, members, keep=10_000)  # type: ignore[operator]
        assert sorted(found.solutions) == sorted(all_ways(amounts, target, members))
        assert found.count == len(found.solutions)


def test_the_odds_agree_with_how_often_chance_really_hits() -> None:
    """Targets made of other payments: the share of false hits is near the mean of the odds that were told."""
    rng = random.Random(8)
    hits, told = 0, 0.0
    for _ in range(300):
        amounts = [rng.randint(2_000, 30_000) for _ in range(20)]
        target = sum(rng.randint(2_000, 30_000) for _ in range(3))
        found = find_sums(amounts, target, 4)
        hits += bool(found.count)
        told += found.odds
    assert 0.02 < told / 300 < 0.15
    assert abs(hits / 300 - told / 300) < 0.04


def test_whole_dollars_make_chance_a_hundred_times_likelier() -> None:
    cents = find_sums([1_037, 2_211, 3_456, 9_871], 99_999, 3).expected
    amounts = [random.Random(1).randint(20, 300) * 100 for _ in range(16)]
    assert find_sums(amounts, 70_000, 4).expected > 1 > cents


HEADER = "id,date,amount\n"


def subset(folder: Path, amounts: list[str], deposit: str, **spec: object) -> dict[str, object]:
    (folder / "p.csv").write_text(HEADER + "".join(f"P{at},2026-11-16,{amount}\n" for at, amount in enumerate(amounts)))
    (folder / "d.csv").write_text(HEADER + f"X,2026-11-17,{deposit}\n")
    answer = reconcile({"payments": folder / "p.csv", "deposits": folder / "d.csv"}, read_spec(spec, "spec"))
    found = [one for one in answer["matches"] if one["tier"] == "subset"]
    return found[0] if found else {}


def test_the_only_sum_is_suggested_with_its_odds_and_never_confirmed(tmp_path: Path) -> None:
    found = subset(tmp_path, ["1017.31", "2244.17", "391.08", "777.77"], "1408.39")
    assert (found["left"], found["state"], found["solutions"]) == (["P0", "P2"], "suggested", 1)
    assert found["odds_of_chance"] <= 0.01  # type: ignore[operator]


def test_several_sums_are_ambiguous_and_counted(tmp_path: Path) -> None:
    found = subset(tmp_path, ["10.00", "20.00", "30.00", "40.00"], "50.00")
    assert (found["state"], found["solutions"]) == ("ambiguous", 2)


def test_a_whole_day_without_one_item_is_found_by_leaving_out(tmp_path: Path) -> None:
    amounts = [f"{100 + at * 37 + at * at * 3}.{(at * 41) % 100:02d}" for at in range(30)]
    total = sum(round(float(one) * 100) for one in amounts) - round(float(amounts[7]) * 100)
    found = subset(tmp_path, amounts, f"{total / 100:.2f}")
    assert len(found["left"]) == 29  # type: ignore[arg-type]
    assert "P7" not in found["left"]  # type: ignore[operator]
    assert found["state"] in ("suggested", "ambiguous")
