"""`pilotage readiness BILLER`: may this phase go live, and what is missing."""

import uuid
from typing import Annotated, Any

import typer

from pilotage.config.cli_door import FOUND, Door, print_json, refuse


def readiness(
    biller: Annotated[str, typer.Argument(help="The biller's id (yours, or the one in its address).")],
    phase: Annotated[
        str, typer.Option(metavar="P", help="Phase number, name or id; needed when several are ahead.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read every gate of a phase now. Exit 0 when it is ready, 1 when a gate is blocked."""
    with Door():
        from django.utils import timezone

        from pilotage.golive.queries import readiness as read

        answer = read(_phase(biller, phase), now=timezone.now())
    if as_json:
        print_json(answer)
    else:
        for gate in answer["gates"]:
            print(f"{gate['state']:<8} {gate['id']:<13} {gate['evidence']}")
            for thing in gate["missing"]:
                print(f"{'':<22} missing: {thing}")
    if not answer["ready"]:
        raise typer.Exit(FOUND)


def _phase(biller: str, wanted: str) -> Any:
    from pilotage.billers.models import Phase
    from pilotage.billers.rules import BEFORE_LIVE

    found = Phase.objects.everywhere().select_related("biller", "integration").order_by("number")
    mine = found.filter(biller__external_id=biller)
    if not mine.exists() and _is_uuid(biller):
        mine = found.filter(biller=biller)
    rows = list(mine)
    if not rows:
        refuse(f"There is no biller {biller}, or it has no phase. See the Billers page for ids.")
    if wanted:
        fits = [row for row in rows if wanted in (str(row.number), row.name, row.external_id, str(row.pk))]
    else:
        fits = [row for row in rows if row.stage in BEFORE_LIVE] or (rows if len(rows) == 1 else [])
    if len(fits) != 1:
        names = ", ".join(f"{row.number} ({row.name})" for row in rows)
        refuse(f"{len(fits) or 'No'} phases fit. Choose one with --phase: {names}.")
    return fits[0]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
