"""Scores, ratings and the next look of RAID entries: both sides of every border."""

from datetime import date, timedelta

import pytest

from pilotage.raid import rules
from pilotage.raid.enums import EntryState, Kind, Rating
from pilotage.raid.seeds import SEEDS, questions

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("kind", "likelihood", "impact", "points", "rating"),
    [
        (Kind.RISK, 1, 1, 1, Rating.LOW),
        (Kind.RISK, 1, 5, 5, Rating.LOW),
        (Kind.RISK, 2, 3, 6, Rating.MEDIUM),
        (Kind.RISK, 3, 4, 12, Rating.MEDIUM),
        (Kind.RISK, 3, 5, 15, Rating.HIGH),
        (Kind.RISK, 5, 5, 25, Rating.HIGH),
        (Kind.ISSUE, None, 1, 5, Rating.LOW),
        (Kind.ISSUE, 1, 2, 10, Rating.MEDIUM),
        (Kind.DECISION, None, 3, 15, Rating.HIGH),
        (Kind.ASSUMPTION, None, 2, 10, Rating.MEDIUM),
        (Kind.DEPENDENCY, 2, 2, 4, Rating.LOW),
    ],
)
def test_likelihood_times_impact(kind: str, likelihood: int | None, impact: int, points: int, rating: str) -> None:
    assert rules.score(kind, likelihood, impact) == points and rules.rating(points) == rating


@pytest.mark.parametrize(
    ("points", "strikes_in", "days"),
    [(15, None, 7), (14, None, 14), (5, None, 28), (5, 3, 3), (25, 60, 7), (5, -4, 0), (5, 0, 0)],
)
def test_the_next_look_is_sooner_the_higher_it_stands_and_never_after_it_may_strike(points, strikes_in, days) -> None:
    strikes = None if strikes_in is None else TODAY + timedelta(days=strikes_in)
    assert rules.next_review(points, TODAY, strikes) == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "past"), (0, "within two weeks"), (14, "within two weeks"), (15, "within two months"), (60, "within two months"), (61, "later")],
)  # fmt: skip
def test_how_near_it_is(days: int, words: str) -> None:
    assert rules.proximity(TODAY + timedelta(days=days), TODAY) == words


def test_closed_entries_only_open_again() -> None:
    allowed = {(now, to) for now in EntryState for to in EntryState if rules.may_move(now, to)}
    assert allowed == {
        ("open", "in_work"), ("open", "closed"), ("in_work", "open"), ("in_work", "closed"), ("closed", "open"),
    }  # fmt: skip


def test_questions_fit_the_vertical_and_their_keys_are_kept_whole() -> None:
    assert "special-rates" in {seed.key for seed in questions("utility")}
    assert "special-rates" not in {seed.key for seed in questions("insurance")}
    assert all(len(key) <= 60 and 1 <= seed.likelihood <= 5 and 1 <= seed.impact <= 5 for key, seed in SEEDS.items())
    assert all(len(seed.title) <= 200 for seed in SEEDS.values())
