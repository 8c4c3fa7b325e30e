"""What the requests about scope and changes send."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile


def _scope_file(world: Any, which: str, person: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("scope.csv", b"promise,line\nFresh,Fresher\n", content_type="text/csv")}


SCOPE_BODIES: dict[str, dict[str, Any] | Callable[..., dict[str, Any]]] = {
    "phases/<uuid:pk>/scope/import/": _scope_file,
    "scope/promises/<uuid:pk>/edit/": {"title": "Another title"},
    "scope/lines/<uuid:pk>/edit/": {"title": "Another title"},
    "scope/lines/<uuid:pk>/promises/": {"no form": True},
    "changes/<uuid:pk>/edit/": {"title": "Another title"},
    "changes/<uuid:pk>/offer/": {"one_off_amount": "100.00", "monthly_amount": "", "target_date": ""},
    "changes/<uuid:pk>/approve/": {"remark": ""},
    "changes/<uuid:pk>/reopen/": {"no form": True},
    "changes/<uuid:pk>/plan/<slug:kind>/": {"duration_days": 2, "after": "", "before": ""},
    "portal/changes/<uuid:pk>/approve/": {"remark": ""},
    "portal/changes/<uuid:pk>/refuse/": {"reason": "Too dear"},
    "portal/changes/<uuid:pk>/withdraw/": {"reason": "Next year"},
    "portal/phases/<uuid:pk>/changes/new/": {"title": "Fresh", "what": "Fresher"},
}
