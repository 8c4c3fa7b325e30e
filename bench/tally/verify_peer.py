"""The same pair through datacompy, in an environment of its own: `PEERS/python verify_peer.py FOLDER [polars|pandas]`."""

import json
import sys

import datacompy

folder, library = sys.argv[1], (sys.argv[2:] or ["polars"])[0]
with open(f"{folder}/spec.json") as file:
    spec = json.load(file)


def of_polars(side: str) -> object:
    """A side with each column as its rule means it."""
    import polars

    def typed(name: str) -> polars.Expr:
        rule = spec["fields"].get(name, {"type": "text"})
        if rule["type"] == "money":
            return polars.col(name).cast(polars.Decimal(18, 2))
        if rule["type"] == "date":
            return polars.col(name).str.to_date(rule[f"{side}_format"])
        return polars.col(name) == rule[f"{side}_true"][0] if rule["type"] == "flag" else polars.col(name)

    table = polars.read_csv(f"{folder}/{side}.csv", infer_schema_length=0)
    return table.with_columns([typed(name) for name in table.columns])


def of_pandas(side: str) -> object:
    """The same; money as cents."""
    import pandas

    table = pandas.read_csv(f"{folder}/{side}.csv", dtype=str, keep_default_na=False)
    for name in table.columns:
        rule = spec["fields"].get(name, {"type": "text"})
        if rule["type"] == "money":
            table[name] = (pandas.to_numeric(table[name]) * 100).round().astype("int64")
        elif rule["type"] == "date":
            table[name] = pandas.to_datetime(table[name], format=rule[f"{side}_format"])
        elif rule["type"] == "flag":
            table[name] = table[name] == rule[f"{side}_true"][0]
    return table


read, compare = (of_pandas, datacompy.PandasCompare) if library == "pandas" else (of_polars, datacompy.PolarsCompare)
ignore_case = any(rule.get("ignore_case") for name, rule in spec["fields"].items() if name != "name")
compared = compare(read("left"), read("right"), join_columns=spec["key"], ignore_spaces=True, ignore_case=ignore_case)
print(compared.report())
