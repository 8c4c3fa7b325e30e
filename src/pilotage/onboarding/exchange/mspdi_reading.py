"""Reads MS Project XML: refuses documents that declare entities, are too large or too deep, and says where each wrong value is."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from pilotage.onboarding.exchange.checking import checked
from pilotage.onboarding.exchange.document import (
    FIRST_DAY,
    LAST_DAY,
    MOST_TASKS,
    PlanDocument,
    PlanRow,
    Problem,
    refused,
)
from pilotage.onboarding.exchange.mspdi_writing import (
    ALIASES,
    LINK_TYPES,
    MINUTES_A_DAY,
    MUST_START_ON,
    NO_EARLIER,
    TEXT_FIELDS,
)
from pilotage.onboarding.exchange.xml_opening import local_name, parsed
from pilotage.planner.tasks import Link

KINDS = {number: kind for kind, number in LINK_TYPES.items()}
ALAP, SNLT, FNLT, FNET, MUST_FINISH_ON = 1, 5, 7, 6, 3
_CONSTRAINTS = {
    ALAP: "as late as possible", MUST_FINISH_ON: "must finish on", SNLT: "start no later than",
    FNET: "finish no earlier than", FNLT: "finish no later than",
}  # fmt: skip
_DURATION = re.compile(r"PT(\d{1,7})H(\d{1,3})M(\d{1,3})(?:\.\d+)?S")


def read_mspdi(data: bytes) -> PlanDocument:
    """The plan of a file. Errors: `FileRefused` with every wrong task and where it stands."""
    root = parsed(data)
    if local_name(root) != "Project":
        raise refused("The first element", "This is no MS Project XML: it begins with another element than <Project>.")
    return _Reader(root).document()


@dataclass
class _Reader:
    """One document: what is wrong is kept with its place, until all of it was read."""

    root: Element
    problems: list[Problem] = field(default_factory=list)
    place: str = ""

    def document(self) -> PlanDocument:
        aliases = self._aliases()
        owners = self._owners()
        rows: list[PlanRow] = []
        codes: dict[str, str] = {}
        part = "Plan"
        tasks = [one for one in _all(self.root, "Tasks", "Task") if not self._is_empty(one)]
        if len(tasks) > MOST_TASKS:
            raise refused(f"Task {MOST_TASKS + 1:,}", f"A plan has at most {MOST_TASKS:,} tasks.")
        waiting: list[tuple[PlanRow, list[Element]]] = []
        for number, one in enumerate(tasks, 1):
            uid, name = _text(one, "UID").strip(), _text(one, "Name")
            self.place = f"Task {number} (UID {uid or '?'}, “{name[:60]}”)"
            if _text(one, "Summary").strip() == "1":
                part = name.strip() or part
                continue
            row = self._row(one, uid, name, part, self._texts(one, aliases), owners)
            if uid in codes:
                self.wrong(f"The UID {uid} is used twice. Give every task its own.")
            codes[uid] = row.code
            waiting.append((row, _all(one, "PredecessorLink")))
        for row, links in waiting:
            self.place = row.place
            rows.append(self._linked(row, links, codes))
        name = _text(self.root, "Title") or _text(self.root, "Name")
        kickoff = self._day(self.root, "StartDate", "The project")
        plan = PlanDocument(name, kickoff, tuple(rows), tuple(self._days_off()))
        return checked(plan, self.problems)

    def wrong(self, words: str) -> None:
        self.problems.append(Problem(self.place, words))

    @staticmethod
    def _is_empty(one: Element) -> bool:
        return _text(one, "IsNull").strip() == "1" or _text(one, "UID").strip() == "0"

    def _aliases(self) -> dict[str, str]:
        """Our names by field id, as the file itself names its fields; else as we write them."""
        found = {str(field_id): key for key, field_id in TEXT_FIELDS.items()}
        ours = {alias: key for key, alias in ALIASES.items()}
        for one in _all(self.root, "ExtendedAttributes", "ExtendedAttribute"):
            field_id, alias = _text(one, "FieldID").strip(), _text(one, "Alias")
            if alias in ours:
                found[field_id] = ours[alias]
            elif alias:
                found.pop(field_id, None)
        return found

    def _owners(self) -> dict[str, str]:
        emails = {
            _text(one, "UID").strip(): _text(one, "EmailAddress").strip() or _text(one, "Name").strip()
            for one in _all(self.root, "Resources", "Resource")
        }
        found: dict[str, str] = {}
        for one in _all(self.root, "Assignments", "Assignment"):
            owner = emails.get(_text(one, "ResourceUID").strip(), "")
            if owner:
                found.setdefault(_text(one, "TaskUID").strip(), owner)
        return found

    def _texts(self, one: Element, aliases: dict[str, str]) -> dict[str, str]:
        found = {}
        for held in _all(one, "ExtendedAttribute"):
            key = aliases.get(_text(held, "FieldID").strip())
            if key:
                found[key] = _text(held, "Value")
        return found

    def _row(
        self, one: Element, uid: str, name: str, part: str, texts: dict[str, str], owners: dict[str, str]
    ) -> PlanRow:
        fixed, no_earlier = self._constraint(one)
        if texts.get("not_before"):
            no_earlier = self._as_day(texts["not_before"], "Pilotage not before")
        finished = self._day(one, "ActualFinish")
        shape = texts.get("shape") or ("milestone" if _text(one, "Milestone").strip() == "1" else "task")
        baseline = next((row for row in _all(one, "Baseline") if _text(row, "Number").strip() in ("", "0")), None)
        return PlanRow(
            code=texts.get("code") or f"U{uid}",
            title=name,
            part=texts.get("part") or part,
            milestone=texts.get("milestone", ""),
            roles=tuple(word for word in texts.get("roles", "").split(";") if word),
            owner=owners.get(uid, ""),
            party=texts.get("party", ""),
            shape=shape,
            spans=tuple(word for word in texts.get("spans", "").split(";") if word),
            duration_days=self._duration(one, shape),
            percent_done=None if finished else self._percent(one),
            fixed_date=fixed,
            no_earlier_date=no_earlier,
            finish_by_date=self._day(one, "Deadline"),
            actual_start_date=self._day(one, "ActualStart"),
            actual_finish_date=finished,
            baseline_start_date=self._day(baseline, "Start") if baseline is not None else None,
            baseline_finish_date=self._day(baseline, "Finish") if baseline is not None else None,
            start_date=self._day(one, "Start"),
            due_date=self._day(one, "Finish"),
            is_dropped=_text(one, "Active").strip() == "0",
            notes=_text(one, "Notes"),
            place=self.place,
        )

    def _constraint(self, one: Element) -> tuple[dt.date | None, dt.date | None]:
        kind = self._whole(one, "ConstraintType", 0)
        day = self._day(one, "ConstraintDate")
        if kind in _CONSTRAINTS:
            self.wrong(
                f"Its constraint is “{_CONSTRAINTS[kind]}”, which plans here don't have. Use a start date or a deadline."
            )
        elif kind in (MUST_START_ON, NO_EARLIER) and day is None:
            self.wrong("Its constraint has no date. Give it one, or take the constraint out.")
        elif kind not in (0, MUST_START_ON, NO_EARLIER):
            self.wrong(f"Its constraint is of the kind {kind}, which isn't known.")
        return (day, None) if kind == MUST_START_ON else (None, day) if kind == NO_EARLIER else (None, None)

    def _duration(self, one: Element, shape: str) -> int:
        text = _text(one, "Duration").strip()
        if shape != "task" or not text:
            return 0 if shape != "task" else 1
        found = _DURATION.fullmatch(text)
        if found is None:
            self.wrong(f"The duration {text[:40]!r} can't be read. Give it in days.")
            return 1
        minutes = int(found[1]) * 60 + int(found[2])
        return max(1, -(-minutes // MINUTES_A_DAY))

    def _percent(self, one: Element) -> int | None:
        if one.find("{*}PercentComplete") is None:
            return None
        found = self._whole(one, "PercentComplete", 0)
        if found == 100:
            self.wrong("It is 100 percent done and has no actual finish. Give the day on which it was done.")
            return None
        return None if found == 0 and one.find("{*}ActualStart") is None else found

    def _linked(self, row: PlanRow, links: list[Element], codes: dict[str, str]) -> PlanRow:
        found = []
        for one in links:
            before = _text(one, "PredecessorUID").strip()
            kind = KINDS.get(self._whole(one, "Type", 1))
            lag = self._whole(one, "LinkLag", 0)
            if _text(one, "CrossProject").strip() == "1":
                self.wrong("It waits for a task of another file. Link it to a task of this plan.")
            elif before not in codes:
                self.wrong(f"It waits for the task with the UID {before or '?'}, which isn't in the file.")
            elif kind is None:
                self.wrong("It has a link of a kind that isn't known. Use FS, SS, FF or SF.")
            else:
                found.append(Link(codes[before], kind, _days_of_lag(lag)))
        return replace(row, links=tuple(found))

    def _days_off(self) -> Iterator[dt.date]:
        wanted = _text(self.root, "CalendarUID").strip()
        for calendar in _all(self.root, "Calendars", "Calendar"):
            if wanted and _text(calendar, "UID").strip() != wanted:
                continue
            for one in _all(calendar, "Exceptions", "Exception"):
                if _text(one, "DayWorking").strip() == "1":
                    continue
                period = next(iter(_all(one, "TimePeriod")), None)
                begins = self._day(period, "FromDate", "The calendar") if period is not None else None
                ends = self._day(period, "ToDate", "The calendar") if period is not None else None
                if begins and ends and begins <= ends and (ends - begins).days < 366:
                    yield from (begins + dt.timedelta(days=n) for n in range((ends - begins).days + 1))

    def _day(self, one: Element, name: str, place: str = "") -> dt.date | None:
        text = _text(one, name).strip()
        return self._as_day(text, name, place) if text and text != "NA" else None

    def _as_day(self, text: str, name: str, place: str = "") -> dt.date | None:
        self.place = place or self.place
        try:
            found = dt.date.fromisoformat(text[:10])
        except ValueError:
            self.wrong(f"{name} is {text[:40]!r}, which is no date. Write it like 2027-01-31.")
            return None
        if not FIRST_DAY <= found <= LAST_DAY:
            self.wrong(f"{name} is {found}. Days lie between 2000 and 2199.")
            return None
        return found

    def _whole(self, one: Element, name: str, default: int) -> int:
        text = _text(one, name).strip()
        try:
            return int(text[:12]) if text else default
        except ValueError:
            self.wrong(f"{name} is {text[:40]!r}, which is no whole number.")
            return default


def _days_of_lag(tenths: int) -> int:
    """Tenths of a minute as working days; a part of a day counts as a whole one, away from zero."""
    days = -(-abs(tenths) // (MINUTES_A_DAY * 10))
    return days if tenths >= 0 else -days


def _all(one: Element, *names: str) -> list[Element]:
    return one.findall("/".join(f"{{*}}{name}" for name in names))


def _text(one: Element, name: str) -> str:
    found = one.find(f"{{*}}{name}")
    return (found.text or "") if found is not None else ""
