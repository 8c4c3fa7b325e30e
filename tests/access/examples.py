"""What stands in an address besides a thing's key."""

from typing import Any

#: Parameters of a route that are no thing's key.
EXAMPLES: dict[str, dict[str, str]] = {
    "projects/<uuid:pk>/<slug:to>/": {"to": "hold"},
    "summaries/<uuid:pk>/fields/<slug:key>/": {"key": "ivr"},
    "defects/<uuid:pk>/<slug:to>/": {"to": "fixed"},
    "cutover-steps/<int:pk>/<slug:to>/": {"to": "skipped"},
    "verification/specs/<uuid:pk>/mapping/<int:place>/": {"place": 2},
    "verification/specs/<uuid:pk>/layout/<slug:side>/": {"side": "left"},
    "verification/specs/<uuid:pk>/files/<slug:side>/": {"side": "right"},
    "verification/specs/<uuid:pk>/folders/<slug:side>/": {"side": "right"},
    "verification/specs/<uuid:pk>/sources/<slug:side>/": {"side": "right"},
    "daily/checks/<uuid:pk>/files/<slug:role>/": {"role": "posted"},
    "scope/lines/<uuid:pk>/link/<slug:step>/": {"step": "kpi"},
    "changes/<uuid:pk>/plan/<slug:kind>/": {"kind": "add"},
    "changes/<uuid:pk>/scope/<slug:kind>/": {"kind": "add"},
    "settings/notice-templates/<slug:kind>/": {"kind": "task_due"},
    "import/templates/<slug:kind>.<slug:ending>": {"kind": "billers", "ending": "csv"},
    "projects/<uuid:pk>/plan.<slug:ending>": {"ending": "xml"},
    "reports/<uuid:pk>/report.<slug:ending>": {"ending": "pdf"},
    "phases/<uuid:pk>/overview.<slug:ending>": {"ending": "docx"},
    "phases/<uuid:pk>/handoff.<slug:ending>": {"ending": "docx"},
    "phases/<uuid:pk>/reports/<slug:kind>/draft/": {"kind": "kickoff"},
    "phases/<uuid:pk>/reports/<slug:kind>/schedule/": {"kind": "kickoff"},
    "records/<uuid:pk>/documents/<slug:series>/": {"series": "notes"},
    "s/<uuid:pk>/<slug:key>/": {"key": "abc"},
    "s/<uuid:pk>/<slug:key>/<path:rest>/": {"key": "abc", "rest": "more"},
    "enter/<slug:uid>/<slug:moment>/<slug:key>/": {"uid": "abc", "moment": "abc", "key": "def"},
    "invitation/<slug:uid>/<slug:key>/": {"uid": "abc", "key": "def"},
    "gallery/<slug:kind>/": {"kind": "list"},
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": {"key": "abc"},
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": {"uidb36": "1", "key": "abc"},
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": {"pk": "1"},
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": {"pk": "1"},
}

#: Words for required fields that stand empty, by name, else by type.
FILL: dict[str, Any] = {
    "email": "fresh@example.com", "date": "2030-03-04", "name": "A fresh name", "title": "A fresh title", "number": "30",
    "external_id": "fresh-1", "text": "Fresh words", "reason": "Because it is so", "day": "2030-03-05", "time": "10:00",
    "value": "https://example.com/x", "product": "Fresh product", "vendor": "Fresh vendor",
    "category": "utility-small", "integrator": "Fresh Integrator", "subject": "Subject", "body": "Body", "mrr_amount": "5000",
}  # fmt: skip
