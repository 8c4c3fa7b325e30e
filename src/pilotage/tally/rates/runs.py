"""Recomputes every charge of a file from its tariff and compares it with what was billed."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.cells import Cells, read_cells
from pilotage.tally.rates.calculation import LineCharge, NoTariff, Usage, work_out
from pilotage.tally.rates.tariffs import RateSpec, Tariff
from pilotage.tally.rates.variants import explanations

_USUAL = {
    "account": "account account_no account_number acct".split(),
    "bill": "bill bill_no bill_id invoice invoice_no".split(),
    "tariff": "tariff rate rate_class rate_code schedule".split(),
    "from": "from service_from period_start start read_from previous_read_date".split(),
    "to": "to service_to period_end end read_to read_date".split(),
    "usage": "usage consumption units kwh kgal ccf quantity".split(),
    "amount": "amount billed charge total total_charge amount_billed current_charges".split(),
}


_LONGEST = 800


@dataclass(frozen=True)
class Charge:
    """One billed charge; smallest units. `components` are what the file says of single lines."""

    row: int
    account: str
    bill: str
    tariff: str
    usage: Usage
    billed: int
    components: dict[str, int]


def read_charges(path: Path, spec: RateSpec) -> Iterator[Charge]:
    """Every charge in file order. Errors: `TallyError`."""
    usages = [name for name in spec.usages() if name != "usage"]
    usual = _USUAL | {name: [name.lower().replace(" ", "_")] for name in usages}
    needed = ("tariff", "from", "to", "amount", *spec.usages())
    extra = sorted(set(spec.components.values()))
    for cells in read_cells(path, usual, needed, spec.columns, extra):
        first, last = cells.date("from", spec.date_format), cells.date("to", spec.date_format)
        if last < first:
            raise cells.wrong("to", f"{last} is before {first}, where the service begins. Correct the dates.")
        if (last - first).days > _LONGEST:
            raise cells.wrong(
                "to", f"the service from {first} to {last} is longer than {_LONGEST} days. Correct the dates."
            )
        end = last + datetime.timedelta(days=1) if spec.inclusive else last
        used = {name: Fraction(cells.decimal(name)) if cells.text(name) else Fraction(0) for name in spec.usages()}
        yield Charge(
            cells.row, cells.text("account"), cells.text("bill"), cells.needed("tariff"), Usage(first, end, used),
            cells.amount("amount", spec.scale), _components(cells, spec),
        )  # fmt: skip


def _components(cells: Cells, spec: RateSpec) -> dict[str, int]:
    return {
        name: cells.amount(f"column:{header}", spec.scale)
        for name, header in spec.components.items()
        if cells.text(f"column:{header}")
    }


def check_rates(path: Path, spec: RateSpec) -> dict[str, Any]:
    """Compare each charge with its tariff. States: agrees, differs, no_tariff. `agrees` is true where all agree. Amounts in smallest units.

    Errors: `TallyError`.
    """
    by_name: dict[str, list[Tariff]] = defaultdict(list)
    for tariff in spec.tariffs:
        by_name[tariff.name].append(tariff)
    states: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    findings: list[dict[str, Any]] = []
    lines: dict[str, dict[str, int]] = {}
    totals = {"rows": 0, "billed": 0, "computed": 0}
    for charge in read_charges(path, spec):
        totals["rows"] += 1
        totals["billed"] += charge.billed
        finding = _check(charge, by_name, spec, totals, lines)
        states[finding["state"] if finding else "agrees"] += 1
        if finding:
            causes.update(finding.get("explained_by") or ["not explained"])
            if len(findings) < spec.limit:
                findings.append(finding)
    if not totals["rows"]:
        raise TallyError("it has no rows. Name the file with the charges.", place=str(path))
    wrong = states["differs"] + states["no_tariff"]
    return {
        "agrees": wrong == 0, "scale": spec.scale, "totals": {**totals, "difference": totals["billed"] - totals["computed"]},
        "states": {name: states[name] for name in ("agrees", "differs", "no_tariff")}, "lines": lines,
        "causes": dict(sorted(causes.items(), key=lambda one: (-one[1], one[0]))), "findings": findings,
        "findings_left_off": wrong - len(findings),
    }  # fmt: skip


def _check(
    charge: Charge,
    by_name: dict[str, list[Tariff]],
    spec: RateSpec,
    totals: dict[str, int],
    lines: dict[str, dict[str, int]],
) -> dict[str, Any] | None:
    about: dict[str, Any] = {
        "row": charge.row, "account": charge.account, "bill": charge.bill, "tariff": charge.tariff, "billed": charge.billed,
    }  # fmt: skip
    versions = by_name.get(charge.tariff, [])
    try:
        worked = work_out(versions, charge.usage, spec.season_by)
    except NoTariff as why:
        return {"state": "no_tariff", **about, "day": why.day.isoformat(), "known": sorted(by_name)[:20]}
    computed = sum(line.amount for line in worked)
    totals["computed"] += computed
    told = [_line(line, charge, spec, lines) for line in worked]
    told += [
        {"line": name, "computed": 0, "billed": billed, "how": "not charged by the tariff"}
        for name, billed in charge.components.items()
        if name not in {line.name for line in worked} and abs(billed) > spec.tolerance
    ]
    different = [one for one in told if "billed" in one and abs(one["billed"] - one["computed"]) > spec.tolerance]
    if abs(charge.billed - computed) <= spec.tolerance and not different:
        return None
    others = [tariff for tariff in spec.tariffs if tariff.name != charge.tariff]
    causes = (
        explanations(versions, others, charge.usage, spec.season_by, charge.billed) if charge.billed != computed else []
    )
    return {
        "state": "differs", **about, "computed": computed, "difference": charge.billed - computed, "lines": told,
        "lines_that_differ": [one["line"] for one in different], "explained_by": causes,
    }  # fmt: skip


def _line(line: LineCharge, charge: Charge, spec: RateSpec, lines: dict[str, dict[str, int]]) -> dict[str, Any]:
    row = lines.setdefault(line.name, {"bills": 0, "computed": 0, "billed": 0, "different": 0})
    row["bills"] += 1
    row["computed"] += line.amount
    told: dict[str, Any] = {"line": line.name, "computed": line.amount, "how": line.how}
    if line.name in charge.components:
        billed = charge.components[line.name]
        row["billed"] += billed
        row["different"] += abs(billed - line.amount) > spec.tolerance
        told["billed"] = billed
    return told
