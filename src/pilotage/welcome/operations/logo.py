"""Keeps the provider's logo, and takes it away."""

import hashlib
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role
from pilotage.welcome.brand import provider
from pilotage.welcome.models import BrandLogo
from pilotage.welcome.pictures import read_logo

SET, TAKEN_AWAY = "welcome.logo_set", "welcome.logo_taken_away"


def set_logo(*, data: bytes, by: Viewer, now: datetime) -> BrandLogo:
    """The picture stands on every paper and page that billers get from now on. Refuses as `read_logo`. Also: event `welcome.logo_set`."""
    _require_admin(by)
    found = read_logo(data, provider())
    fields: dict[str, Any] = {
        "png": found.png,
        "width": found.width,
        "height": found.height,
        "sha256": hashlib.sha256(found.png).hexdigest(),
    }
    with change(by=by, now=now) as c:
        held: BrandLogo | None = BrandLogo.objects.select_for_update(of=("self",)).select_related("record").first()
        if held is None:
            return c.create(BrandLogo, event=SET, **fields)
        if held.sha256 != fields["sha256"]:
            c.save(held, kind=SET, **fields)
        return held


def take_logo_away(*, by: Viewer, now: datetime) -> bool:
    """Papers carry the name alone. False where there is none. Also: event `welcome.logo_taken_away`."""
    _require_admin(by)
    with change(by=by, now=now) as c:
        held = BrandLogo.objects.select_for_update(of=("self",)).exclude(sha256="").first()
        return held is not None and c.save(held, kind=TAKEN_AWAY, png=None, width=0, height=0, sha256="")


def _require_admin(by: Viewer) -> None:
    if not by.has(Role.ADMIN):
        raise Forbidden(_("Administrators set the logo."))
