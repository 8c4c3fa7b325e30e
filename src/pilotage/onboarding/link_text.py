"""What a task waits for, as people type it: `T001; T002 SS+2; T003+5`."""

import re
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.planner.planfile import link_in
from pilotage.planner.tasks import Link

_WITH_LAG = re.compile(r"(.+?)\s*([+-]\s*\d{1,4})")
MOST_LAG = 2000


def read_links(text: str, codes: Collection[str], *, own: str = "") -> tuple[Link, ...]:
    """The links that a text names. Refuses an unknown code, a lag that is no plan's, the task itself, the same link twice."""
    found: dict[tuple[str, str], Link] = {}
    for part in re.split(r"[;,\n]", text):
        name = " ".join(part.split())
        if not name:
            continue
        link = _read(name, codes)
        if link.on == own:
            raise Refused(_("%(code)s can't wait for itself.") % {"code": own}, field="waits_for")
        if abs(link.lag) > MOST_LAG:
            words = {"part": name, "most": f"{MOST_LAG:,}"}
            raise Refused(_("“%(part)s”: a lag is at most %(most)s working days.") % words, field="waits_for")
        if (link.on, link.kind) in found:
            raise Refused(_("%(part)s stands there twice. Take one out.") % {"part": link.on}, field="waits_for")
        found[link.on, link.kind] = link
    return tuple(found.values())


def _read(name: str, codes: Collection[str]) -> Link:
    by_case = {code.lower(): code for code in codes}
    if name.lower() in by_case:
        return Link(by_case[name.lower()])
    link = link_in(name)
    if link is None and (lagged := _WITH_LAG.fullmatch(name)):
        link = Link(lagged[1], "FS", int(lagged[2].replace(" ", "")))
    if link is None or link.on.lower() not in by_case:
        words = {"part": link.on if link else name}
        raise Refused(
            _(
                "No task of this plan has the code “%(part)s”. Write codes such as T001, or T001 SS+2 to begin two days after its start."
            )
            % words,
            field="waits_for",
        )
    return link._replace(on=by_case[link.on.lower()])


def links_in_words(links: Iterable[Link]) -> str:
    """`T001; T002 SS+2; T003 FS+5`, as `read_links` reads it."""
    return "; ".join(_shown(link) for link in links)


def _shown(link: Link) -> str:
    if link.kind == "FS" and not link.lag:
        return link.on
    return f"{link.on} {link.kind}{f'{link.lag:+d}' if link.lag else ''}"
