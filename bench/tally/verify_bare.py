"""A full outer join on bare DuckDB that gives the same counts as a verification, and nothing else: `python verify_bare.py FOLDER`."""

import json
import sys

import duckdb

folder = sys.argv[1]
with open(f"{folder}/spec.json") as file:
    spec = json.load(file)
con = duckdb.connect()
con.execute("set threads = 2")


def source(side: str, form: str) -> tuple[list[str], str]:
    file = f"read_csv('{folder}/{side}.csv', all_varchar = true)"
    names = [row[0] for row in con.execute(f"describe select * from {file}").fetchall()]
    made = []
    for name in names:
        rule = spec["fields"].get(name, {"type": "text"})
        cell = f'"{name}"'
        if rule["type"] == "money":
            cell = f"cast({cell} as decimal(18, 2))"
        elif rule["type"] == "date":
            cell = f"strptime({cell}, '{form}')::date"
        elif rule.get("trim"):
            cell = f"lower(trim({cell}))"
        made.append(f'{cell} as "{name}"')
    return names, f"(select {', '.join(made)} from {file})"


columns, left = source("left", "%Y-%m-%d")
_, right = source("right", "%m/%d/%Y")
both = "l.account_no is not null and r.account_no is not null"
counts = ", ".join(f'count(*) filter ({both} and l."{name}" is distinct from r."{name}")' for name in columns[1:])
missing = "count(*) filter (l.account_no is null), count(*) filter (r.account_no is null)"
print(
    con.execute(
        f"select {missing}, {counts} from {left} l full outer join {right} r on l.account_no = r.account_no"
    ).fetchone()
)
