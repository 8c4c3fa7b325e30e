"""What an administrator allows of file sources."""

from django.utils.translation import gettext_lazy as _l

from pilotage.core import app_settings
from pilotage.core.app_settings import FLAG, AppSetting

LOCAL_SERVERS = "sftp_local_servers"

app_settings.define(
    AppSetting(
        LOCAL_SERVERS,
        FLAG,
        False,
        _l("SFTP servers on this machine may be read"),
        _l("Also addresses that only this machine's own link reaches. Leave it off where files come from elsewhere."),
    )
)


def allows_local_servers() -> bool:
    """Whether loopback and link-local servers may be asked."""
    return bool(app_settings.value(LOCAL_SERVERS))
