"""Addresses of this app."""

from django.urls import path

from pilotage.scope.views import lines, promises, trace

app_name = "scope"
urlpatterns = [
    path("scope/", trace.phase_list, name="list"),
    path("phases/<uuid:pk>/scope/", trace.trace, name="trace"),
    path("phases/<uuid:pk>/scope/orphans/", trace.orphans, name="orphans"),
    path("phases/<uuid:pk>/scope/import/", trace.scope_import, name="import"),
    path("phases/<uuid:pk>/scope/keep/", trace.plan_keep, name="keep"),
    path("phases/<uuid:pk>/scope/promises/new/", promises.promise_new, name="promise_new"),
    path("phases/<uuid:pk>/scope/lines/new/", lines.line_new, name="line_new"),
    path("scope/promises/<uuid:pk>/", promises.promise, name="promise"),
    path("scope/promises/<uuid:pk>/edit/", promises.promise_edit, name="promise_edit"),
    path("scope/promises/<uuid:pk>/withdraw/", promises.promise_withdraw, name="promise_withdraw"),
    path("scope/lines/<uuid:pk>/", lines.line, name="line"),
    path("scope/lines/<uuid:pk>/edit/", lines.line_edit, name="line_edit"),
    path("scope/lines/<uuid:pk>/drop/", lines.line_drop, name="line_drop"),
    path("scope/lines/<uuid:pk>/restore/", lines.line_restore, name="line_restore"),
    path("scope/lines/<uuid:pk>/promises/", lines.line_promises, name="line_promises"),
    path("scope/lines/<uuid:pk>/link/<slug:step>/", lines.link_new, name="link"),
    path("scope/links/<int:pk>/remove/", lines.link_remove, name="link_remove"),
]
