"""Who asks or acts: plain values, so that rules and queries need no request."""

import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Viewer:
    """One person (or the product itself) as seen by queries and operations.

    `roles` are provider role words; `biller_ids` the billers whose portal the person may use. `source` says by which
    door they came: page, api, command, job, import, mail or link. `vendor_of` is the record whose tasks on the CIS vendor's side
    the bearer of a share link may do; such a viewer sees no biller's rows by itself.
    """

    user_id: int | None
    name: str
    roles: frozenset[str] = frozenset()
    biller_ids: frozenset[uuid.UUID] = frozenset()
    source: str = "page"
    address: str = ""
    is_system: bool = False
    time_zone: str = "America/New_York"
    scopes: frozenset[str] = field(default_factory=frozenset)
    vendor_of: uuid.UUID | None = None

    @property
    def is_provider(self) -> bool:
        """Provider staff and the product itself; a biller's people are not."""
        return self.is_system or bool(self.roles)

    def has(self, *roles: str) -> bool:
        """True when the person holds any of these roles (the product itself holds all)."""
        return self.is_system or not self.roles.isdisjoint(roles)


def system(source: str = "job") -> Viewer:
    """The product acting by itself."""
    return Viewer(user_id=None, name="Pilotage", source=source, is_system=True)
