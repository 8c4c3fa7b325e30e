"""The same pair through datacompy on Polars, in an environment of its own: `PEERS/python verify_peer.py FOLDER`."""

import json
import sys

import datacompy
import polars

with open(f"{sys.argv[1]}/spec.json") as file:
    spec = json.load(file)


def typed(side: str, name: str) -> polars.Expr:
    """A column as its rule means it."""
    rule = spec["fields"].get(name, {"type": "text"})
    if rule["type"] == "money":
        return polars.col(name).cast(polars.Decimal(18, 2))
    if rule["type"] == "date":
        return polars.col(name).str.to_date(rule[f"{side}_format"])
    return polars.col(name) == rule[f"{side}_true"][0] if rule["type"] == "flag" else polars.col(name)


sides = []
for side in ("left", "right"):
    table = polars.read_csv(f"{sys.argv[1]}/{side}.csv", infer_schema_length=0)
    sides.append(table.with_columns([typed(side, name) for name in table.columns]))
ignore_case = any(rule.get("ignore_case") for name, rule in spec["fields"].items() if name != "name")
compared = datacompy.PolarsCompare(*sides, join_columns=spec["key"], ignore_spaces=True, ignore_case=ignore_case)
print(compared.report())
