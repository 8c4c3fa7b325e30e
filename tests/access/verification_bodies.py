"""What the requests about verifications send."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from access.verification_subjects import SHOWN_KEY

SAMPLE = b"account_no,name,balance,phone\n1,Ann,5.00,555-0101\n3,Cy,9.00,555-0103\n"


def _file(name: str) -> Any:
    return lambda world, which, person: {name: SimpleUploadedFile("fresh.csv", SAMPLE, content_type="text/csv")}


VERIFICATION_BODIES: dict[str, Any] = {
    "integrations/<uuid:pk>/verification/new/": lambda world, which, person: {
        "left": SimpleUploadedFile("left.csv", SAMPLE), "right": SimpleUploadedFile("right.csv", SAMPLE),
    },
    "verification/specs/<uuid:pk>/runs/new/": _file("left"),
    "phases/<uuid:pk>/fields/new/": {"name": "Backflow class"},
    "phases/<uuid:pk>/fields/bulk/": lambda world, which, person: {
        "no form": True, "do": "leave_out", "reason": "Not sold", "selected": [str(world.key("data_field", which, person))],
    },
    "verification/fields/<int:pk>/": {"is_needed": "", "reason": "Not sold"},
    "verification/findings/<uuid:pk>/move/": {"no form": True, "to": "in_work"},
    "verification/findings/<uuid:pk>/edit/": {"title": "Another title"},
    "verification/runs/<uuid:pk>/accept/": {"because": "It is known"},
    "verification/findings/<uuid:pk>/close/": {"outcome": "Mended"},
    "verification/specs/<uuid:pk>/edit/": {"name": "Another name"},
    "verification/specs/<uuid:pk>/mapping/": {"2-scale": "3", "2-tolerance": ""},
    "verification/specs/<uuid:pk>/mapping/<int:place>/": {"left-0-verb": "trim", "nulls": "N/A"},
    "verification/specs/<uuid:pk>/samples/": _file("left"),
    "verification/specs/<uuid:pk>/layout/<slug:side>/": lambda world, which, person: {
        "no form": True, "do": "save", "layout": "format: csv", "sample": SimpleUploadedFile("left.csv", SAMPLE),
    },
    "verification/specs/<uuid:pk>/files/<slug:side>/": _file("file"),
    "verification/specs/<uuid:pk>/history/": lambda world, which, person: {
        "no form": True, "side": "left", "file": SimpleUploadedFile("then.csv", SAMPLE),
    },
    "verification/specs/<uuid:pk>/sources/<slug:side>/": {"host": "sftp.hill.example", "user": "us"},
    "verification/sources/<int:pk>/confirm/": {"no form": True, "shown": SHOWN_KEY},
    "verification/versions/<int:pk>/sign/": {"name": "Tim Cole", "remark": "Mail of 3 Nov"},
}  # fmt: skip
