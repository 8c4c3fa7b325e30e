"""Loads the sample portfolio: its files by the import that users use, then what its people did, by real operations."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from pilotage.core.errors import Refused
from pilotage.core.viewer import system
from pilotage.people.models import User
from pilotage.portfolio.assigning import propose_takers
from pilotage.portfolio.chapters import chapters
from pilotage.portfolio.checking import check_each_morning
from pilotage.portfolio.drafting import leave_drafts
from pilotage.portfolio.fronting import stand_as_one_front
from pilotage.portfolio.meeting_again import let_them_meet
from pilotage.portfolio.operations import import_files
from pilotage.portfolio.past import live_the_past
from pilotage.portfolio.staffing import forecast_the_sample, staff_the_sample
from pilotage.portfolio.story import tell_story

BEGAN = timedelta(days=240)


def load_sample(*, now: datetime) -> str:
    """Loads it once, into an installation without people of its own; returns the password of everybody in it."""
    password = _password()
    if User.objects.exists():
        return password
    by = system("import")
    answer = import_files(
        sample_files(), today=now.date(), password_hash=make_password(password), by=by, now=now - BEGAN
    )
    if answer["errors"]:
        first = answer["errors"][0]
        raise Refused(f"The sample portfolio is damaged: {first['file']}, row {first['row']}: {first['reason']}")
    tell_story(now=now)
    staff_the_sample(now=now)
    propose_takers(now=now)
    for tell in chapters():
        tell(now=now)
    leave_drafts(now=now)
    stand_as_one_front(now=now)
    check_each_morning(now=now)
    let_them_meet(now=now)
    live_the_past(now=now)
    forecast_the_sample(now=now)
    return password


def sample_files() -> list[Path]:
    """Its files: inside an installed package, else in the examples beside the source."""
    inside = Path(__file__).resolve().parent / "sample_files"
    folder = inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "examples" / "portfolio"
    return sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".xlsx"))


def _password() -> str:
    file: Path = settings.PILOTAGE_HOME / "sample-password"
    if not file.exists():
        file.write_text(f"sample-{secrets.token_hex(4)}")
        file.chmod(0o600)
    return file.read_text().strip()
