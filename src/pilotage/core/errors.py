"""What an operation raises when it declines, in words that a user can act on."""


class Refused(Exception):
    """The change is not allowed as asked; `message` says what is so and what to do. `field` names the form field, if one."""

    def __init__(self, message: str, *, field: str | None = None, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code


class Stale(Refused):
    """Somebody else changed the record since it was read."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{title} was changed by someone else while you were editing. Your text is kept: look at what changed, then save again.",
            code="stale",
        )


class Forbidden(Refused):
    """The person's role doesn't allow this."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="forbidden")


class Unscoped(RuntimeError):
    """A biller-owned table was read without saying for whom. Start at `visible_to(viewer)` or `everywhere()`."""
