"""Writes and shares welcome leaflets, and notes that the biller opened and acknowledged them and knows Customer Support."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import Change, change
from pilotage.core.papers import pdf_of
from pilotage.core.viewer import Viewer, system
from pilotage.documents.operations import make_link, store_file
from pilotage.documents.sharing import address_of_link
from pilotage.notices.operations import tell, write_to
from pilotage.people.enums import Role
from pilotage.transition.enums import Choice
from pilotage.transition.operations import share_leaflet, show_portal
from pilotage.transition.permissions import HELPERS, require
from pilotage.transition.queries import decision_of
from pilotage.welcome import leaflet_text
from pilotage.welcome.leaflets import leaflet_paper, text_of
from pilotage.welcome.models import Leaflet, LeafletTemplate
from pilotage.welcome.operations.readers import cleaned_readers
from pilotage.welcome.queries import LEAFLET, leaflet_of, living_links
from pilotage.work.texts import no_card

SHARED = "welcome.leaflet_shared"
OPENED = "welcome.leaflet_opened"
ACKNOWLEDGED = "welcome.leaflet_acknowledged"
WALKED = "welcome.support_shown"
TEMPLATE_WRITERS = (Role.CS_LEADER, Role.ADMIN)


def write_template(*, title: str, body: str, by: Viewer, now: datetime) -> LeafletTemplate:
    """The text that leaflets begin with from now on; what was shared stays. Refuses unknown placeholders and card numbers.

    Also: event `welcome.leaflettemplate_changed`.
    """
    if not by.has(*TEMPLATE_WRITERS):
        raise Forbidden(_("A client services leader or an administrator writes the template."))
    title, body = _checked(title, body, is_required=True)
    with change(by=by, now=now) as c:
        held: LeafletTemplate | None = LeafletTemplate.objects.select_for_update().first()
        if held is None:
            return c.create(LeafletTemplate, title=title, body=body)
        c.save(held, title=title, body=body)
        return held


def write_leaflet(
    *, phase: Phase, title: str, body: str, expect: int | None = None, by: Viewer, now: datetime
) -> Leaflet:
    """This biller's own text; both empty goes back to the template. Refuses as `write_template`, and where no help desk takes it.

    Raises `Stale`. Also: event `welcome.leaflet_changed`.
    """
    require(by, HELPERS, _("Client services, the PM or the IM writes the leaflet."))
    title, body = _checked(title, body)
    with change(by=by, now=now) as c:
        leaflet = _ensure(c, phase)
        c.save(leaflet, expect=expect, title=title, body=body)
        return leaflet


def send_leaflet(
    *, phase: Phase, readers: Iterable[tuple[str, str]], days: int, expect: int | None = None, by: Viewer, now: datetime
) -> Leaflet:
    """Shares the leaflet with these people (name, e-mail) by link, keeps it as PDF, and marks the step of the transition.

    Sent again it is to be acknowledged anew where its words changed. Refuses where no help desk takes the biller, and without
    readers. Raises `Stale`. Also: events `welcome.leaflet_shared`, `transition.leaflet_shared`; a link and a mail for each.
    """
    require(by, HELPERS, _("Client services, the PM or the IM shares the leaflet."))
    chosen = cleaned_readers(readers)
    with change(by=by, now=now) as c:
        leaflet = _ensure(c, phase)
        title, body = text_of(leaflet)
        fields: dict[str, Any] = {
            "shared_title": title,
            "shared_body": body,
            "shared_at": now,
            "shared_by_id": by.user_id,
        }
        if (title, body) != (leaflet.shared_title, leaflet.shared_body):
            fields |= {"opened_at": None, "opened_by": "", "acknowledged_at": None, "acknowledged_by": ""}
            data = pdf_of(leaflet_paper(title, body))
            store_file(
                subject=leaflet.record, biller=leaflet.biller, name=f"Welcome leaflet, {leaflet.phase}.pdf", is_shared=True,
                stream=io.BytesIO(data), by=by, now=now,
            )  # fmt: skip
        c.save(leaflet, expect=expect, kind=SHARED, **fields)
        decision = decision_of(phase.pk)
        if decision is not None:
            share_leaflet(decision=decision, note=", ".join(chosen.values()), by=by, now=now)
        held = living_links(leaflet, now, LEAFLET)
        for email, name in chosen.items():
            link = held.get(email) or make_link(
                subject=leaflet.record, biller=leaflet.biller, purpose=LEAFLET, name=name, email=email, days=days, by=by, now=now
            )  # fmt: skip
            more = (
                f"Read it here, until {link.expires_at:%-d %b %Y}, and tell us that you have: {address_of_link(link)}"
            )
            write_to(
                people=[(name, email)], kind="leaflet_shared", text=title, more=more, by=by, now=now,
                key=f"leaflet:{leaflet.pk}:{link.pk}:{now:%Y%m%d%H%M}",
            )  # fmt: skip
        return leaflet


def note_opened(*, leaflet: Leaflet, who: str, by: Viewer, now: datetime) -> bool:
    """Somebody of the biller opened it; the first one is kept. Also: event `welcome.leaflet_opened`."""
    return _note(leaflet, OPENED, "opened", who, by, now)


def acknowledge_leaflet(*, leaflet: Leaflet, who: str, by: Viewer, now: datetime) -> bool:
    """The biller has read it: by link or in the portal, under a name. False when that is so already.

    Refuses without a name, before it was shared, and for the provider's people. Also: event `welcome.leaflet_acknowledged`; who
    shared it is told.
    """
    if by.is_provider:
        raise Forbidden(_("The biller's people acknowledge the leaflet, in the portal or by their link."))
    name = " ".join(who.split())[:200]
    if not name:
        raise Refused(_("Write your name."), field="name")
    no_card(name, field="name")
    with change(by=by, now=now):
        if leaflet.shared_at is None:
            raise Refused(_("It isn't shared yet."))
        _note(leaflet, OPENED, "opened", name, by, now)
        done = _note(leaflet, ACKNOWLEDGED, "acknowledged", name, by, now)
        if done:
            _tell(leaflet, f"{name} has read the welcome leaflet of {leaflet.phase}.", "acknowledged", now)
        return done


def note_walked(*, leaflet: Leaflet, who: str, by: Viewer, now: datetime) -> bool:
    """The biller was led through Customer Support in its portal and says so; the step of the transition is marked by it.

    Also: events `welcome.support_shown`, `transition.portal_shown`.
    """
    if by.is_provider:
        raise Forbidden(_("The biller's people say so themselves, in the portal."))
    with change(by=by, now=now):
        done = _note(leaflet, WALKED, "walked", who, by, now)
        decision = decision_of(leaflet.phase_id)
        if done and decision is not None and decision.choice == Choice.HELP_DESK:
            show_portal(decision=decision, note=f"{who} walked through it in the portal", by=system("page"), now=now)
            _tell(leaflet, f"{who} knows how to reach Customer Support ({leaflet.phase}).", "walked", now)
        return done


def ensure_leaflet(*, phase: Phase, by: Viewer, now: datetime) -> Leaflet:
    """The leaflet of a phase that the help desk takes, begun when it is missing. Refuses where no help desk takes it."""
    with change(by=by, now=now) as c:
        return _ensure(c, phase)


def _ensure(c: Change, phase: Phase) -> Leaflet:
    decision = decision_of(phase.pk)
    if decision is None or decision.choice != Choice.HELP_DESK:
        raise Refused(_("Only the help desk asks for the leaflet, and the help desk doesn't take this biller."))
    Phase.objects.everywhere().select_for_update(of=("self",)).get(pk=phase.pk)
    return leaflet_of(phase.pk) or c.create(Leaflet, scope=phase.biller_id, biller=phase.biller, phase=phase)


def _note(leaflet: Leaflet, kind: str, what: str, who: str, by: Viewer, now: datetime) -> bool:
    with change(by=by, now=now) as c:
        held = Leaflet.objects.everywhere().select_for_update(of=("self",)).get(pk=leaflet.pk)
        if getattr(held, f"{what}_at") is not None:
            return False
        fields: dict[str, Any] = {f"{what}_at": now, f"{what}_by": who[:200]}
        return c.save(leaflet, kind=kind, **fields)


def _tell(leaflet: Leaflet, text: str, word: str, now: datetime) -> None:
    shared = f"{leaflet.shared_at:%Y%m%d%H%M}" if leaflet.shared_at else ""
    tell(
        users=[leaflet.shared_by], kind="leaflet_read", text=text, url=f"/phases/{leaflet.phase_id}/leaflet/",
        record=leaflet.record, key=f"leaflet:{leaflet.pk}:{word}:{shared}", by=system("page"), now=now,
    )  # fmt: skip


def _checked(title: str, body: str, *, is_required: bool = False) -> tuple[str, str]:
    title, body = " ".join(title.split())[:200], body.replace("\r\n", "\n").strip()
    for field, text in (("title", title), ("body", body)):
        if is_required and not text:
            raise Refused(_("Write something here."), field=field)
        if wrong := leaflet_text.unknown(text):
            known = ", ".join(f"{{{name}}}" for name in leaflet_text.PLACEHOLDERS)
            raise Refused(
                _("{%(name)s} is no placeholder. Use %(known)s.") % {"name": wrong[0], "known": known}, field=field
            )
        no_card(text, field=field)
    if len(body) > 10_000:
        raise Refused(_("This is longer than 10,000 signs. Shorten it."), field="body")
    return title, body
