"""What stands in an address besides a thing's key."""

#: Parameters of a route that are no thing's key.
EXAMPLES: dict[str, dict[str, str]] = {
    "projects/<uuid:pk>/<slug:to>/": {"to": "hold"},
    "summaries/<uuid:pk>/fields/<slug:key>/": {"key": "ivr"},
    "defects/<uuid:pk>/<slug:to>/": {"to": "fixed"},
    "cutover-steps/<int:pk>/<slug:to>/": {"to": "skipped"},
    "scope/lines/<uuid:pk>/link/<slug:step>/": {"step": "kpi"},
    "settings/notice-templates/<slug:kind>/": {"kind": "task_due"},
    "import/templates/<slug:kind>.<slug:ending>": {"kind": "billers", "ending": "csv"},
    "projects/<uuid:pk>/plan.<slug:ending>": {"ending": "xml"},
    "reports/<uuid:pk>/report.<slug:ending>": {"ending": "pdf"},
    "phases/<uuid:pk>/reports/<slug:kind>/draft/": {"kind": "kickoff"},
    "phases/<uuid:pk>/reports/<slug:kind>/schedule/": {"kind": "kickoff"},
    "records/<uuid:pk>/documents/<slug:series>/": {"series": "notes"},
    "s/<uuid:pk>/<slug:key>/": {"key": "abc"},
    "s/<uuid:pk>/<slug:key>/<path:rest>/": {"key": "abc", "rest": "more"},
    "invitation/<slug:uid>/<slug:key>/": {"uid": "abc", "key": "def"},
    "gallery/<slug:kind>/": {"kind": "list"},
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": {"key": "abc"},
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": {"uidb36": "1", "key": "abc"},
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": {"pk": "1"},
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": {"pk": "1"},
}
