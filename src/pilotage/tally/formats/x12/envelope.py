"""Interchange, groups and sets: their control numbers and counts."""

from dataclasses import dataclass

from pilotage.tally.formats.ach.routing import is_digits
from pilotage.tally.formats.report import Report
from pilotage.tally.formats.x12.segments import Segment

GROUPS = {"RA": "820", "LB": "823"}


@dataclass
class Open:
    """An envelope that is open: the segment where it begins, its control number, what it has held."""

    number: int
    control: str
    kind: str = ""
    held: int = 0


class Envelope:
    """Follows ISA, GS, ST, SE, GE and IEA. `inside` says whether a set that is read here is open."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.interchange: Open | None = None
        self.group: Open | None = None
        self.set: Open | None = None

    @property
    def inside(self) -> str:
        """820 or 823 while such a set is open; else empty."""
        return self.set.kind if self.set is not None and self.set.kind in ("820", "823") else ""

    def take(self, segment: Segment) -> bool:
        """Whether the segment was one of the envelopes'."""
        if self.set is not None:
            self.set.held += 1
        name = segment.elements[0]
        if name == "ISA":
            self._close(segment.number, 3)
            self.interchange = Open(segment.number, segment.get(13))
            self.report.facts |= {"sender": segment.get(6), "receiver": segment.get(8), "version": segment.get(12)}
        elif name == "GS":
            self._close(segment.number, 2)
            self._need(self.interchange, segment)
            self.group = Open(segment.number, segment.get(6), segment.get(1))
            if segment.get(1) not in GROUPS:
                self.report.fault("group_kind", segment.number, "GS", "GS01", found=segment.get(1)[:10] or "empty")
            if self.interchange is not None:
                self.interchange.held += 1
        elif name == "ST":
            self._close(segment.number, 1)
            self._need(self.group, segment)
            self.set = Open(segment.number, segment.get(2), segment.get(1), 1)
            if segment.get(1) not in ("820", "823"):
                self.report.fault("set_kind", segment.number, "ST", "ST01", found=segment.get(1)[:10] or "empty")
            if self.group is not None:
                self.group.held += 1
        elif name in ("SE", "GE", "IEA"):
            self._end(segment, name)
        else:
            return False
        return True

    def _need(self, outer: Open | None, segment: Segment) -> None:
        if outer is None:
            name = segment.elements[0]
            self.report.fault("segment_order", segment.number, name, found=name)

    def _end(self, segment: Segment, name: str) -> None:
        depth, count, control = {
            "SE": (0, "set_segments", "set_number"),
            "GE": (1, "group_sets", "group_number"),
            "IEA": (2, "interchange_groups", "interchange_number"),
        }[name]
        self._close(segment.number, depth)
        opened = (self.set, self.group, self.interchange)[depth]
        if opened is None:
            self.report.fault("segment_order", segment.number, name, found=name)
            return
        stated = segment.get(1)
        if not is_digits(stated):
            self.report.fault("number", segment.number, name, f"{name}01")
        elif len(stated) > 10 or int(stated) != opened.held:
            self.report.fault(count, segment.number, name, f"{name}01", stated=stated[:10], found=opened.held)
        if name != "SE" and is_digits(stated[:10]):
            told = "sets" if name == "GE" else "groups"
            self.report.stated[told] = self.report.stated.get(told, 0) + int(stated[:10])
        if segment.get(2) != opened.control:
            shown = segment.get(2)[:10] or "none"
            self.report.fault(control, segment.number, name, f"{name}02", stated=shown, found=opened.control[:10])
        if depth == 0:
            self.set = None
        elif depth == 1:
            self.group = None
        else:
            self.interchange = None

    def _close(self, number: int, depth: int) -> None:
        """Names what is still open below a depth, and closes it: 1 sets, 2 groups too, 3 interchanges too."""
        if depth >= 1 and self.set is not None:
            self.report.fault("set_end", number, "SE", begun=self.set.number)
            self.set = None
        if depth >= 2 and self.group is not None:
            self.report.fault("group_end", number, "GE", begun=self.group.number)
            self.group = None
        if depth >= 3 and self.interchange is not None:
            self.report.fault("interchange_end", number, "IEA", begun=self.interchange.number)
            self.interchange = None

    def end(self, number: int) -> None:
        """What is still open at the end of the file."""
        self._close(number, 3)
