"""Scope: every query on a biller-owned table says for whom it asks, or it raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from pilotage.core.errors import Unscoped

if TYPE_CHECKING:
    from pilotage.core.viewer import Viewer


class ScopedQuerySet(models.QuerySet):
    """Raises `Unscoped` when it is run before `visible_to`, `everywhere` or a relation set its scope."""

    scope_field = "biller_id"
    _has_scope = False

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._has_scope = self._has_scope
        return clone

    def visible_to(self, viewer: Viewer) -> Self:
        """All rows for provider staff; only their own billers' rows for a biller's people."""
        found = self.all() if viewer.is_provider else self.filter(**{f"{self.scope_field}__in": viewer.biller_ids})
        found._has_scope = True
        return found

    def everywhere(self) -> Self:
        """All rows, for operations and jobs whose caller has already decided the scope."""
        found = self.all()
        found._has_scope = True
        return found

    def _check(self) -> None:
        hints = self._hints  # type: ignore[attr-defined]
        if not (self._has_scope or hints.get("instance") is not None or self.query.is_empty()):
            raise Unscoped(f"{self.model.__name__} was read without a scope; start at visible_to(viewer).")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check()
        return super().update(**kwargs)

    def delete(self) -> Any:
        self._check()
        return super().delete()


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Default manager of biller-owned tables."""


class OwnScopeQuerySet(ScopedQuerySet):
    """For the biller table itself, whose scope is its own key."""

    scope_field = "pk"


class OwnScopeManager(models.Manager.from_queryset(OwnScopeQuerySet)):  # type: ignore[misc]
    """Default manager of the biller table."""
