"""Addresses of this app."""

from django.urls import path

from pilotage.people.views import (
    accounts,
    entering,
    installation,
    invitations,
    oneself,
    sample,
    saved_views,
    teams,
    tokens,
    working_days,
)

app_name = "people"
urlpatterns = [
    path("sample/", sample.sample_sign_in, name="sample_sign_in"),
    path("enter/<slug:uid>/<slug:moment>/<slug:key>/", entering.enter, name="enter"),
    path("invitation/<slug:uid>/<slug:key>/", invitations.invitation, name="invitation"),
    path("settings/", installation.settings_index, name="settings"),
    path("settings/people/", accounts.people, name="list"),
    path("settings/people/new/", accounts.person_new, name="new"),
    path("settings/people/<int:pk>/", accounts.person, name="person"),
    path("settings/people/<int:pk>/deactivate/", accounts.deactivate, name="deactivate"),
    path("settings/people/<int:pk>/reactivate/", accounts.reactivate, name="reactivate"),
    path("settings/people/<int:pk>/invite/", accounts.invite, name="invite"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/new/", teams.team_new, name="team_new"),
    path("settings/teams/<int:pk>/", teams.team, name="team"),
    path("settings/people/<int:pk>/working-days/", working_days.person_days, name="person_days"),
    path("settings/teams/<int:pk>/working-days/", working_days.team_days, name="team_days"),
    path("settings/time-off/", teams.time_off, name="time_off"),
    path("settings/time-off/<int:pk>/remove/", teams.time_off_remove, name="time_off_remove"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/new/", tokens.token_new, name="token_new"),
    path("settings/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("settings/provider/", installation.provider, name="provider"),
    path("settings/calendars/", installation.calendars, name="calendars"),
    path("settings/calendars/remove/", installation.day_off_remove, name="day_off_remove"),
    path("settings/views/save/", saved_views.view_save, name="view_save"),
    path("settings/views/remove/", saved_views.view_remove, name="view_remove"),
    path("settings/me/", oneself.profile, name="profile"),
    path("settings/me/sign-out-elsewhere/", oneself.sign_out_elsewhere, name="sign_out_elsewhere"),
]
