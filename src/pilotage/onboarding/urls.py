"""Addresses of this app."""

from django.urls import path

from pilotage.onboarding import views

app_name = "onboarding"
urlpatterns = [
    path("projects/", views.project_list, name="list"),
    path("phases/<uuid:pk>/start/", views.project_start, name="start"),
    path("projects/<uuid:pk>/", views.project, name="project"),
    path("projects/timeline/", views.all_timeline, name="all_timeline"),
    path("projects/tasks/", views.all_tasks, name="all_tasks"),
    path("projects/board/", views.board, name="all_board"),
    path("projects/calendar/", views.calendar, name="all_calendar"),
    path("projects/workload/", views.workload, name="all_workload"),
    path("projects/add-task/", views.task_add, name="all_add"),
    path("projects/<uuid:pk>/timeline/", views.timeline, name="timeline"),
    path("projects/<uuid:pk>/board/", views.board, name="board"),
    path("projects/<uuid:pk>/calendar/", views.calendar, name="calendar"),
    path("projects/<uuid:pk>/workload/", views.workload, name="workload"),
    path("projects/<uuid:pk>/add-task/", views.task_add, name="add"),
    path("projects/<uuid:pk>/tasks/", views.tasks_bulk, name="tasks_bulk"),
    path("projects/<uuid:pk>/<slug:to>/", views.project_move, name="move"),
    path("plan-tasks/<uuid:pk>/dates/", views.task_fix, name="task_fix"),
    path("plan-tasks/<uuid:pk>/place/", views.task_place, name="task_place"),
    path("plan-tasks/<uuid:pk>/complete/", views.task_complete, name="task_complete"),
    path("settings/playbooks/", views.playbooks, name="playbooks"),
    path("settings/playbooks/new/", views.playbook_new, name="playbook_new"),
    path("settings/playbooks/<int:pk>/", views.playbook, name="playbook"),
    path("settings/playbooks/build/", views.playbook_build, name="playbook_build"),
    path("settings/playbooks/<int:pk>/file/", views.playbook_file, name="playbook_file"),
    path("settings/playbooks/<int:pk>/compare/", views.playbook_compare, name="playbook_compare"),
    path("settings/playbooks/<int:pk>/draft/", views.draft_begin, name="draft_begin"),
    path("settings/playbooks/<int:pk>/publish/", views.draft_publish, name="draft_publish"),
    path("settings/playbooks/<int:pk>/discard/", views.draft_discard, name="draft_discard"),
    path("settings/playbooks/<int:pk>/from-file/", views.draft_file, name="draft_file"),
    path("settings/playbooks/<int:pk>/tasks/new/", views.line_new, name="line_new"),
    path("settings/playbook-tasks/<int:pk>/", views.line_edit, name="line_edit"),
    path("settings/playbook-tasks/<int:pk>/move/", views.line_move, name="line_move"),
]
