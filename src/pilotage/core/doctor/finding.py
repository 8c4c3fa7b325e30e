"""What one check found."""

from dataclasses import asdict, dataclass

OK, WARN, BAD = "ok", "warn", "bad"


@dataclass(frozen=True)
class Finding:
    """One check. `remedy` is empty where all is well."""

    check: str
    state: str
    seen: str
    remedy: str = ""

    def answer(self) -> dict[str, str]:
        """Plain values for JSON."""
        return asdict(self)


def ok(check: str, seen: str) -> Finding:
    """All is well."""
    return Finding(check, OK, seen)


def warn(check: str, seen: str, remedy: str) -> Finding:
    """It works, and may not for long, or not for everybody."""
    return Finding(check, WARN, seen, remedy)


def bad(check: str, seen: str, remedy: str) -> Finding:
    """Something doesn't work, or is at risk."""
    return Finding(check, BAD, seen, remedy)
