"""Addresses of this app."""

from django.urls import path

from pilotage.work import views

app_name = "work"
urlpatterns = [
    path("tasks/<uuid:pk>/", views.task, name="task"),
    path("tasks/<uuid:pk>/edit/", views.task_edit, name="task_edit"),
    path("tasks/<uuid:pk>/move/", views.task_move, name="task_move"),
    path("tasks/<uuid:pk>/block/", views.task_block, name="task_block"),
    path("tasks/<uuid:pk>/approval/", views.task_approval, name="task_approval"),
    path("tasks/<uuid:pk>/drop/", views.task_drop, name="task_drop"),
    path("records/<uuid:pk>/tasks/new/", views.task_new, name="task_new"),
    path("records/<uuid:pk>/comment/", views.comment, name="comment"),
    path("records/<uuid:pk>/files/", views.send_file, name="send_file"),
    path("comments/<int:pk>/edit/", views.comment_edit, name="comment_edit"),
    path("comments/<int:pk>/remove/", views.comment_remove, name="comment_remove"),
]
