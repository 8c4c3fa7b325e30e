"""The comparison as SQL, once for every engine that speaks it: plain joins and counts, no function that engines differ in.

`lefts` and `rights` hold `_key`, `_line`, `_print`.
"""


def repeated_on(side: str) -> str:
    """Keys that stand more than once on a side."""
    return f"select _key from {side} group by _key having count(*) > 1"


REPEATED = f"{repeated_on('lefts')} union {repeated_on('rights')}"


def counted(side: str) -> str:
    """Rows of a side whose key is repeated on either side: line, key, how many rows of the key the side
    has, and the fingerprint."""
    return f"""
    select s._line as line, s._key as key, count(*) over (partition by s._key) as many, cast(s._print as string) as print
    from {side} s join repeated p on s._key = p._key
    order by line
    """


def joined(has_repeated: bool) -> str:
    """Keys that stand once on a side: unequal pairs and those that stand on one side only."""
    where = "where not exists (select 1 from repeated p where p._key = s._key)" if has_repeated else ""
    return f"""
    select l._line as left_line, r._line as right_line, l._key as left_key, r._key as right_key
    from (select * from lefts s {where}) l
    full outer join (select * from rights s {where}) r on l._key = r._key
    where l._key is null or r._key is null or l._print <> r._print
    """


UNEQUAL = """
select left_line, right_line from joined where left_key is not null and right_key is not null order by left_line
"""
ONLY_LEFT = "select left_line as line, left_key as key from joined where right_key is null order by line"
ONLY_RIGHT = "select right_line as line, right_key as key from joined where left_key is null order by line"
