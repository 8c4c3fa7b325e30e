"""Template lookup in our own apps before anybody else's, so that sign-in pages of libraries can be replaced."""

from pathlib import Path

from django.conf import settings
from django.template.loaders.filesystem import Loader


class OwnAppsFirst(Loader):
    """Looks in `templates` of every Pilotage app."""

    def get_dirs(self) -> list[str | Path]:
        return [settings.PACKAGE / app / "templates" for app in settings.APPS]
