"""Where the browser of this machine is."""

import shutil


def chromium_path() -> str | None:
    """The Chromium of this machine, by any of the names that it goes by."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
