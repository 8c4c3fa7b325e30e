"""From what was gathered to who takes which biller: the planner's answer in plain values."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pilotage.planner.levelling.staffing import Colleague, Need, Proposal, assign


def assignments(given: Mapping[str, Any]) -> dict[str, Any]:
    """`{proposals, people, empty}`: somebody for every need, and each person's load before and after. Errors: `PlanError`."""
    names = _names(given["people"])
    by_name = {name: row for row, name in zip(given["people"], names.values(), strict=True)}
    proposals: list[dict[str, Any]] = []
    for role in sorted({need["role"] for need in given["needs"]}):
        needs = [need for need in given["needs"] if need["role"] == role]
        people = [row for row in given["people"] if role in row["roles"] and row["capacity"] > 0]
        known = {row["user"] for row in people}
        skills = {word.casefold() for row in people for word in row["skills"]}
        asked = [_need(need, names, known, skills) for need in needs]
        found = assign(asked, [_colleague(row, names) for row in people], at=dt.datetime.fromisoformat(given["at"]))
        proposals += [_row(need, one, by_name) for need, one in zip(needs, found, strict=True)]
    loads = Counter({row["user"]: row["load"] for row in given["people"]})
    for row in proposals:
        if row["user"] is not None:
            loads[row["user"]] += row["points"]
    people = [
        {"user": row["user"], "name": row["name"], "capacity": row["capacity"], "before": row["load"], "after": loads[row["user"]]}
        for row in given["people"]
    ]  # fmt: skip
    return {"proposals": proposals, "people": people, "empty": sum(row["user"] is None for row in proposals)}


def _names(people: list[dict[str, Any]]) -> dict[int, str]:
    """Names that are each one person's, for the planner and its words."""
    counted = Counter(row["name"] for row in people)
    return {
        row["user"]: row["name"] if counted[row["name"]] == 1 else f"{row['name']} ({row['user']})" for row in people
    }


def _colleague(row: Mapping[str, Any], names: Mapping[int, str]) -> Colleague:
    return Colleague(
        names[row["user"]],
        frozenset(row["roles"]),
        float(row["capacity"]),
        float(row["load"]),
        frozenset(word.casefold() for word in row["skills"]),
        row["zone"],
        frozenset(row["knows"]),
    )


def _need(need: Mapping[str, Any], names: Mapping[int, str], known: set[int], skills: set[str]) -> Need:
    """The vertical and the CIS product (or its vendor) are wished for, where anybody knows them."""
    products = [word.casefold() for word in need["products"] if word.casefold() in skills]
    wishes = {need["vertical"].casefold(), *products[:1]} & skills
    locked = need["locked"] if need["locked"] in known else None
    return Need(
        need["id"],
        need["biller"],
        need["role"],
        float(need["points"]),
        wish=frozenset(wishes),
        zone=need["zone"],
        locked=names[locked] if locked is not None else None,
    )


def _row(need: Mapping[str, Any], one: Proposal, by_name: Mapping[str, Any]) -> dict[str, Any]:
    taker = by_name[one.name] if one.name is not None else None
    near = [
        {"user": by_name[name]["user"], "name": by_name[name]["name"], "more": more, "why": why}
        for name, more, why in one.near
    ]
    return {
        "need": need["id"], "biller": need["biller"], "biller_name": need["name"], "role": need["role"],
        "points": need["points"], "url": need["url"], "had": need["had"], "user": taker["user"] if taker else None,
        "name": taker["name"] if taker else "", "why": one.why, "near": near, "is_locked": one.is_locked,
    }  # fmt: skip
