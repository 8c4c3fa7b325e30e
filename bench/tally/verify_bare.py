"""A full outer join on bare DuckDB that gives the counts of a verification, and nothing else.

`python verify_bare.py FOLDER [all]`: what differs by field and what is missing; with `all` also what `tally verify` counts beside that:
rows, keys that are repeated (which are not compared), matched and equal ones.
"""

import json
import sys

import duckdb

folder, is_all = sys.argv[1], sys.argv[2:] == ["all"]
with open(f"{folder}/spec.json") as file:
    spec = json.load(file)
(key,) = spec["key"]
con = duckdb.connect()
con.execute("set threads = 2")


def source(side: str) -> tuple[list[str], str]:
    file = f"read_csv('{folder}/{side}.csv', all_varchar = true)"
    names = [row[0] for row in con.execute(f"describe select * from {file}").fetchall()]
    made = []
    for name in names:
        rule = spec["fields"].get(name, {"type": "text"})
        cell = f'"{name}"'
        if rule["type"] == "money":
            cell = f"cast({cell} as decimal(18, 2))"
        elif rule["type"] == "date":
            cell = f"strptime({cell}, '{rule[f'{side}_format']}')::date"
        elif rule["type"] == "flag":
            cell = f"({cell} = '{rule[f'{side}_true'][0]}')"
        elif rule.get("trim"):
            cell = f"lower(trim({cell}))"
        made.append(f'{cell} as "{name}"')
    return names, f"(select {', '.join(made)} from {file})"


def repeated(side: str) -> str:
    return f"""(select "{key}", count(*) as many from read_csv('{folder}/{side}.csv', all_varchar = true) group by 1 having count(*) > 1)"""


names, left = source("left")
_, right = source("right")
both = f'l."{key}" is not null and r."{key}" is not null'
missing = [f'l."{key}" is null', f'r."{key}" is null']
joined = f'{left} l full outer join {right} r on l."{key}" = r."{key}"'
differs = [f'l."{name}" is distinct from r."{name}"' for name in names if name != key]
asked = []
if is_all:
    con.execute(f'create temp table twice as select coalesce(l."{key}", r."{key}") as twice_key, l.many as l_many, r.many as r_many '
                f'from {repeated("left")} l full outer join {repeated("right")} r on l."{key}" = r."{key}"')  # fmt: skip
    print(con.execute("select count(l_many), sum(l_many), count(r_many), sum(r_many) from twice").fetchone())
    joined += f' left join twice on twice_key = coalesce(l."{key}", r."{key}")'
    both, missing = f"{both} and twice_key is null", [f"{one} and twice_key is null" for one in missing]
    asked = [both, f"{both} and not ({' or '.join(differs)})"]
asked += missing + [f"{both} and {one}" for one in differs]
print(con.execute(f"select {', '.join(f'count(*) filter ({one})' for one in asked)} from {joined}").fetchone())
