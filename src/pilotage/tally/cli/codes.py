"""`tally codes [CODE]`: what a return, change or decline code means on a day, and what to do."""

from datetime import date
from typing import Annotated

import typer

from pilotage.tally.cli.door import print_json
from pilotage.tally.errors import TallyError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")]


def codes(
    code: Annotated[
        str, typer.Argument(help="R01 to R85, C01 to C69, a card decline (51), a card advice (MA01); none lists all.")
    ] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", help="The day it is looked at, as YYYY-MM-DD; the newest meaning without one.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say what a code means and what to do. Exit 2 for a code that is none, or was none on that day."""
    from pilotage.tally.codes import KINDS, all_codes, find, versions

    day = _day(as_of)
    if not code:
        listed = [one for one in all_codes() if (one.until is None if day is None else one.holds(day))]
        if as_json:
            print_json({"as_of": as_of or None, "codes": [one.as_document() for one in listed]})
        for one in [] if as_json else listed:
            print(f"{one.code}  {KINDS[one.kind]}: {one.title}. {one.action}")
        return
    found, every = find(code, day), versions(code)
    if not every:
        raise TallyError(f"There is no code {code[:20]}. Run tally codes to see all of them.")
    if found is None:
        raise TallyError(
            f"{every[0].code} was no code on {as_of}. Leave --as-of out to see what it means in its newest version."
        )
    if as_json:
        print_json({**found.as_document(), "as_of": as_of or None, "versions": [one.as_document() for one in every]})
        return
    print(f"{found.code}  {KINDS[found.kind]}: {found.title}")
    print(
        f"  {found.meaning}\n  What to do: {found.action}\n  {found.deadline}; group {found.group}; retry {found.retry}"
    )
    for one in every:
        if one is not found:
            print(f"  from {one.since or 'the beginning'} until {one.until or 'today'}: {one.title}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise TallyError(f"{text[:20]} is no day. Write it as YYYY-MM-DD.", place="--as-of") from None
