"""Changes settings of the installation."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core import app_settings
from pilotage.core.errors import Forbidden
from pilotage.core.models import Setting
from pilotage.core.operations.change import Change, change
from pilotage.core.secrets import encrypt
from pilotage.core.viewer import Viewer


def change_settings(*, by: Viewer, now: datetime, values: dict[str, Any]) -> list[str]:
    """Sets settings by key; returns the keys whose value really changed. All are kept or none.

    Refuses what doesn't fit a setting's kind, and anybody but administrators. Also: event `core.setting_changed` for
    each, with before and after; of a secret only that it was changed.
    """
    if not by.has("admin"):
        raise Forbidden(_("Only an administrator may change settings. Ask one of yours."))
    cleaned = {key: app_settings.cleaned(key, given) for key, given in values.items()}
    changed = []
    with change(by=by, now=now) as c:
        rows = {row.key: row for row in Setting.objects.select_for_update().filter(key__in=cleaned)}
        for key, new in cleaned.items():
            if app_settings.is_secret(key):
                changed += [key] if _keep_secret(c, key, new) else []
                continue
            old = rows[key].value if key in rows else app_settings.default(key)
            if new != old:
                Setting.objects.update_or_create(key=key, defaults={"value": new})
                c.log("core.setting_changed", None, before={key: old}, after={key: new})
                changed.append(key)
        app_settings.forget()
    return changed


def _keep_secret(c: Change, key: str, new: str) -> bool:
    if new == app_settings.secret(key):
        return False
    Setting.objects.update_or_create(key=key, defaults={"value": None, "secret": encrypt(new).encode()})
    c.log("core.setting_changed", None, before={key: "hidden"}, after={key: "hidden, changed" if new else "removed"})
    return True
