"""Writes, shares and watches Go-Live Overviews."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.billers.models import Care, Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.papers import docx_of, pdf_of
from pilotage.core.viewer import Viewer
from pilotage.documents.operations import make_link, store_version
from pilotage.documents.sharing import address_of_link
from pilotage.notices.operations import tell, write_to
from pilotage.welcome.content import paper_of
from pilotage.welcome.enums import Section
from pilotage.welcome.facts import day, gather
from pilotage.welcome.models import Overview, OverviewVersion
from pilotage.welcome.operations.readers import cleaned_readers
from pilotage.welcome.permissions import require_sharer
from pilotage.welcome.queries import PURPOSE, SERIES, living_links, overview_of
from pilotage.welcome.rules import differences
from pilotage.work.texts import no_card

SHARED = "welcome.overview_shared"
DIFFERS = "welcome.overview_differs"
TEXTS = ("intro", *Section)
MOST_TEXT = 5_000
_SPACES = re.compile(r"[ \t]+")


def write_overview(
    *,
    phase: Phase,
    texts: Mapping[str, str],
    left_out: Iterable[str],
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> Overview:
    """A person's words by section, and which sections stay out. Readers see them with the next share.

    Refuses unknown sections, more than 5,000 signs and card numbers. Raises `Stale`. Also: event `welcome.overview_changed`.
    """
    require_sharer(by)
    kept = {key: _SPACES.sub(" ", text).strip() for key, text in texts.items() if text.strip()}
    out = sorted(set(left_out))
    unknown = [key for key in kept if key not in TEXTS] + [key for key in out if key not in list(Section)]
    if unknown:
        raise Refused(_("An overview has no section %(key)s.") % {"key": unknown[0]})
    for key, text in kept.items():
        if len(text) > MOST_TEXT:
            raise Refused(_("This is longer than 5,000 signs. Shorten it."), field=f"text_{key}")
        no_card(text, field=f"text_{key}")
    with change(by=by, now=now) as c:
        overview = _ensure(c, phase)
        c.save(overview, expect=expect, texts=kept, left_out=out)
        return overview


def share_overview(
    *, phase: Phase, readers: Iterable[tuple[str, str]], days: int, expect: int | None = None, by: Viewer, now: datetime
) -> Overview:
    """Shares the overview as the facts are now with these people (name, e-mail): each has a link that shows the newest version.

    A new version, with its PDF and DOCX, is kept where it says something new; whoever has a link already is told what.
    Refuses without readers, an address that is none, a phase without a go-live day, and links of over 365 days. Raises `Stale`.
    Also: event `welcome.overview_shared`, a share link and a mail for each reader.
    """
    require_sharer(by)
    chosen = cleaned_readers(readers)
    facts = gather(phase)
    if not facts["values"]["go_live"]:
        raise Refused(_("Set the target go-live first; the overview begins with it."))
    with change(by=by, now=now) as c:
        overview = _ensure(c, phase)
        Record.objects.select_for_update().get(pk=overview.pk)  # one version at a time
        overview.refresh_from_db()
        if expect is not None:
            c.save(overview, expect=expect)
        news = differences(overview.facts, facts)
        version = _keep_version(c, overview, facts, news)
        c.save(
            overview, kind=SHARED, facts=facts, version=version, shared_at=now, shared_by_id=by.user_id, differences=[],
            differs_since=None,
        )  # fmt: skip
        held = living_links(overview, now, PURPOSE)
        for email, name in chosen.items():
            link = held.get(email) or make_link(
                subject=overview.record, biller=overview.biller, purpose=PURPOSE, name=name, email=email, days=days, by=by, now=now
            )  # fmt: skip
            _mail(overview, link, news if email in held else [], by, now)
        return overview


def recheck_overviews(*, overviews: Iterable[Overview], by: Viewer, now: datetime) -> int:
    """Compares what was shared with what is so now, and tells who shared it and the PM when they part. Returns how many differ.

    Also: event `welcome.overview_differs`, a notice once a day at most.
    """
    count = 0
    for overview in overviews:
        found = differences(overview.facts, gather(overview.phase))
        count += bool(found)
        if found == overview.differences:
            continue
        since = (overview.differs_since or now) if found else None
        with change(by=by, now=now) as c:
            c.save(overview, kind=DIFFERS, differences=found, differs_since=since)
            if found:
                _tell_of_differences(c, overview, found)
    return count


def _ensure(c: Change, phase: Phase) -> Overview:
    Phase.objects.everywhere().select_for_update(of=("self",)).get(pk=phase.pk)
    held = overview_of(phase.pk)
    return held or c.create(Overview, scope=phase.biller_id, biller=phase.biller, phase=phase)


def _keep_version(c: Change, overview: Overview, facts: dict[str, Any], news: list[str]) -> int:
    """The number of the version that says this: a new one, or the last where nothing is new."""
    said = json.dumps([facts, overview.texts, overview.left_out], sort_keys=True, ensure_ascii=False)
    number = overview.version + 1
    made = day(c.now.astimezone(ZoneInfo(overview.biller.time_zone)).date())
    paper = paper_of(facts, overview.texts, overview.left_out, version=number, made=made)
    stem = f"Go-Live Overview, {overview.phase}, version {number}"
    last = overview.versions.everywhere().order_by("-number").first()
    if last is not None and [last.facts, last.texts, last.left_out] == [facts, overview.texts, overview.left_out]:
        return overview.version
    store_version(
        subject=overview.record, biller=overview.biller, series=SERIES, digest=hashlib.sha256(said.encode()).hexdigest(),
        files={f"{stem}.pdf": pdf_of(paper), f"{stem}.docx": docx_of(paper)}, by=c.by, now=c.now,
    )  # fmt: skip
    c.create(
        OverviewVersion, scope=overview.biller_id, biller_id=overview.biller_id, overview=overview, number=number, facts=facts,
        texts=overview.texts, left_out=overview.left_out, news=news, made_at=c.now, made_by_id=c.by.user_id,
    )  # fmt: skip
    return number


def _mail(overview: Overview, link: Any, news: list[str], by: Viewer, now: datetime) -> None:
    text = _("Your Go-Live Overview: %(phase)s") % {"phase": overview.phase}
    changed = "".join(f"- {line}\n" for line in news[:20])
    told = f"What has changed:\n{changed}\n" if news else ""
    more = f"{told}Read it here, until {link.expires_at:%-d %b %Y}: {address_of_link(link)}"
    key = f"overview:{overview.pk}:{overview.version}:{link.pk}:{now:%Y%m%d%H%M}"
    write_to(people=[(link.name, link.email)], kind="overview_shared", text=text, more=more, key=key, by=by, now=now)


def _tell_of_differences(c: Change, overview: Overview, found: list[str]) -> None:
    pms = [
        one.user
        for one in Care.objects.everywhere().filter(biller_id=overview.biller_id, role="pm").select_related("user")
    ]
    tell(
        users=[overview.shared_by, *pms],
        kind="overview_differs",
        text=f"The {overview} no longer says what is so: {found[0]}",
        more="\n".join(f"- {line}" for line in found),
        url=f"/phases/{overview.phase_id}/overview/",
        record=overview.record,
        key=f"overview:{overview.pk}:{overview.version}:{c.now.date().isoformat()}",
        by=c.by,
        now=c.now,
    )
