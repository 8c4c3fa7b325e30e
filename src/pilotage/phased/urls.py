"""Addresses of this app."""

from django.urls import path

from pilotage.phased.views import billers, case_reports, front

app_name = "phased"
urlpatterns = [
    path("phased/", billers.phased_list, name="list"),
    path("billers/<uuid:pk>/phased/", billers.biller, name="biller"),
    path("billers/<uuid:pk>/phased/say/", billers.say, name="say"),
    path("billers/<uuid:pk>/open/", front.front, name="front"),
    path("billers/<uuid:pk>/case-report/", case_reports.report, name="case_report"),
    path("billers/<uuid:pk>/case-report/edit/", case_reports.report_edit, name="case_report_edit"),
    path("billers/<uuid:pk>/case-report/share/", case_reports.report_share, name="case_report_share"),
    path("billers/<uuid:pk>/case-report.pdf", case_reports.report_file, name="case_report_file"),
    path("settings/case-report/", case_reports.template, name="case_template"),
    path("phases/<uuid:pk>/open/", front.of_phase, name="of_phase"),
]
