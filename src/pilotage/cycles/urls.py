"""Addresses of this app."""

from django.urls import path

from pilotage.cycles.views import autopay, cycles, parts, protections, windows

app_name = "cycles"
urlpatterns = [
    path("cycles/", cycles.cycle_list, name="list"),
    path("cycles/<uuid:pk>/", cycles.cycle, name="cycle"),
    path("cycles/<uuid:pk>/edit/", cycles.cycle_edit, name="edit"),
    path("cycles/<uuid:pk>/retire/", cycles.cycle_retire, name="retire"),
    path("phases/<uuid:pk>/cycles/", cycles.calendar, name="calendar"),
    path("phases/<uuid:pk>/cycles/new/", cycles.cycle_new, name="new"),
    path("phases/<uuid:pk>/cycles/dates/", cycles.dates_import, name="dates"),
    path("phases/<uuid:pk>/go-live-windows/", windows.windows, name="windows"),
    path("phases/<uuid:pk>/go-live-windows/day/", windows.day, name="day"),
    path("phases/<uuid:pk>/go-live-parts/", parts.parts, name="parts"),
    path("phases/<uuid:pk>/go-live-parts/new/", parts.part_new, name="part_new"),
    path("go-live-parts/<uuid:pk>/edit/", parts.part_edit, name="part_edit"),
    path("go-live-parts/<uuid:pk>/live/", parts.part_live, name="part_live"),
    path("go-live-parts/<uuid:pk>/move/", parts.part_move, name="part_move"),
    path("penalty-protections/", protections.protection_list, name="protections"),
    path("phases/<uuid:pk>/penalty-protections/new/", protections.protection_new, name="protection_new"),
    path("penalty-protections/<uuid:pk>/", protections.protection, name="protection"),
    path("penalty-protections/<uuid:pk>/edit/", protections.protection_edit, name="protection_edit"),
    path("penalty-protections/<uuid:pk>/close/", protections.protection_close, name="protection_close"),
    path("penalty-protections/<uuid:pk>/reopen/", protections.protection_reopen, name="protection_reopen"),
    path("autopay/", autopay.board_list, name="boards"),
    path("phases/<uuid:pk>/autopay/", autopay.of_phase, name="autopay"),
    path("phases/<uuid:pk>/autopay/new/", autopay.board_new, name="board_new"),
    path("autopay/<uuid:pk>/", autopay.board, name="board"),
    path("autopay/<uuid:pk>/edit/", autopay.board_edit, name="board_edit"),
    path("autopay/<uuid:pk>/figures/", autopay.figures_new, name="figures"),
    path("autopay/<uuid:pk>/figures/file/", autopay.figures_import, name="figures_file"),
    path("autopay/<uuid:pk>/check/", autopay.check_new, name="check_new"),
    path("autopay/checks/<int:pk>/", autopay.check, name="check"),
]
