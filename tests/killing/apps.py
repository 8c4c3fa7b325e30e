"""Registers the work with Django in each process of the test."""

import os

from django.apps import AppConfig


class KillingConfig(AppConfig):
    name = "killing"

    def ready(self) -> None:
        from killing import unsafe, work

        work.hurry()
        if twin := os.environ.get("KILLING_TWIN"):
            unsafe.TWINS[twin]()
