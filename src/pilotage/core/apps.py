"""Registers the app with Django."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "pilotage.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.signals import request_started
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate

        from pilotage.core import daily, rls  # noqa: F401
        from pilotage.core.operations.walling import raise_wall

        connection_created.connect(rls.tell, dispatch_uid="core.rls.tell")
        request_started.connect(rls.work_for_everybody, dispatch_uid="core.rls.request")
        post_migrate.connect(raise_wall, sender=self, dispatch_uid="core.rls.raise")
