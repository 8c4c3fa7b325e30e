"""Addresses of this app."""

from django.urls import path

from pilotage.desk.views import first_run, glance, health, jobs, products, search, trail, week

app_name = "desk"
urlpatterns = [
    path("", week.my_week, name="my_week"),
    path("billers/<uuid:pk>/", glance.biller, name="biller"),
    path("catalogue/<uuid:pk>/projects/", products.product_projects, name="product_projects"),
    path("phases/<uuid:pk>/next/", glance.phase_next, name="phase_next"),
    path("search/", search.search, name="search"),
    path("health/", health.health, name="health"),
    path("welcome/", first_run.first_run, name="first_run"),
    path("welcome/next/", first_run.first_steps, name="first_steps"),
    path("settings/jobs/", jobs.jobs, name="jobs"),
    path("settings/jobs/<uuid:pk>/retry/", jobs.retry_job, name="job_retry"),
    path("settings/jobs/messages/<uuid:pk>/retry/", jobs.retry_message, name="message_retry"),
    path("settings/jobs/reactions/<int:pk>/retry/", jobs.retry_reaction, name="reaction_retry"),
    path("settings/audit/", trail.audit, name="audit"),
    path("settings/audit/check/", trail.check, name="audit_check"),
    path("history/<uuid:record_id>/", trail.history, name="history"),
]
