"""First bill cycles in the access world, and bodies that write them and case reports."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.billers.models import Phase
from pilotage.firstcycles import operations

ROW = "cycle,as_of,taken\n2,{day},9\n"


def keep_first_cycles(world: Any, phase: Phase) -> None:
    """Figures of the first cycle of a live phase, and a duty that was done."""
    now, pm = world.now, world.viewer("signing_pm")
    live = Phase.objects.everywhere().select_related("biller", "record").get(pk=phase.pk)
    operations.keep_figures(phase=live, number=1, as_of=today(world), taken=9, posted=8, by=pm, now=now)
    operations.do_duty(phase=live, number=1, duty="train", by=pm, now=now)


def today(world: Any) -> Any:
    """The day that it is at both billers."""
    return world.now.astimezone(ZoneInfo("America/Chicago")).date()


#: What is sent to the pages, by route.
PAGES: dict[str, Any] = {
    "phases/<uuid:pk>/first-cycles/figures/": lambda world, *_: {
        "no form": True,
        "as_of": today(world).isoformat(),
        "taken": "7",
    },
    "phases/<uuid:pk>/first-cycles/file/": lambda world, *_: {
        "file": SimpleUploadedFile("f.csv", ROW.format(day=today(world)).encode())
    },
    "phases/<uuid:pk>/first-cycles/duties/": {"number": "2", "duty": "train", "remark": "Two hours"},
    "phases/<uuid:pk>/first-cycles/duties/undo/": {"no form": True, "number": "1", "duty": "train"},
    "settings/first-cycles/": {"first_cycles_calls": "130"},
    "billers/<uuid:pk>/case-report/edit/": {"no form": True, "title": "Our issues", "closed_days": "10"},
    "billers/<uuid:pk>/case-report/share/": {"no form": True, "guests": "Gil <gil@example.com>", "days": "30"},
    "settings/case-report/": {"no form": True, "title": "Issues", "columns": ["code", "title"], "closed_days": "7"},
}
#: What is sent to the API, by operation.
API: dict[str, Any] = {
    "POST api/v1/billers/<uuidstr:pk>/case-report/links": lambda *_: {"name": "Gil", "email": "gil@example.com"},
    "POST api/v1/phases/<uuidstr:pk>/first-cycles/duties": lambda *_: {"cycle": 2, "duty": "train", "remark": "Two hours"},
    "POST api/v1/phases/<uuidstr:pk>/first-cycles": lambda world, *_: {
        "cycle": 2, "as_of": today(world).isoformat(), "taken": 9,
    },
}  # fmt: skip
