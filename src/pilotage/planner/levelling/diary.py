"""The days of one person: taken, free or away."""


class Diary:
    """When one person is taken: days from 0, each free or not."""

    __slots__ = ("away", "first_free", "taken")

    def __init__(self, away: frozenset[int]) -> None:
        self.away, self.taken, self.first_free = away, bytearray(256), 0
        for day in away:
            self._reach(day)
            self.taken[day] = 1

    def _reach(self, day: int) -> None:
        if day >= len(self.taken):
            self.taken.extend(bytes(day + 256 - len(self.taken)))

    def first_run(self, ready: int, days: int) -> int:
        """The first day from `ready` on after which so many days of work fit; days away in between are skipped over."""
        day = max(ready, self.first_free)
        while True:
            day = self.taken.find(0, day) if day < len(self.taken) else day
            if day < 0:
                return max(ready, len(self.taken))
            clash = self._clash(day, days)
            if clash is None:
                return day
            day = clash + 1

    def _clash(self, day: int, days: int) -> int | None:
        """The first day of other work in the run, days away apart."""
        left, at = days, day
        while left:
            if at >= len(self.taken):
                return None
            if not self.taken[at]:
                left -= 1
            elif at not in self.away:
                return at
            at += 1
        return None

    def take(self, day: int, days: int) -> int:
        """Works from `day` on, and returns the day after the last."""
        left, at = days, day
        while left:
            self._reach(at)
            if not self.taken[at]:
                self.taken[at] = 1
                left -= 1
            at += 1
        while self.first_free < len(self.taken) and self.taken[self.first_free]:
            self.first_free += 1
        return at
