"""Plans as MS Project XML and XLSX: nothing that a plan holds is lost on the way there and back; broken files name the place."""

import io
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilotage.onboarding.exchange import FileRefused, PlanDocument, PlanRow, read_plan_file
from pilotage.onboarding.exchange.mspdi_writing import write_mspdi
from pilotage.onboarding.exchange.workbook import write_workbook
from pilotage.planner.tasks import Link

DAY = date(2026, 11, 2)
SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters=";")
WORDS = st.text(SIGNS, min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MAYBE = st.none() | DAYS


def _spanned(draw, rows) -> tuple[str, ...]:
    codes = [row.code for row in rows]
    return tuple(draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)))


@st.composite
def plans(draw) -> PlanDocument:
    count = draw(st.integers(1, 8))
    parts = sorted(draw(st.lists(WORDS, min_size=1, max_size=3, unique=True)))
    rows: list[PlanRow] = []
    for number in range(count):
        shape = draw(st.sampled_from(["task", "task", "task", "milestone", "hammock"])) if number else "task"
        before = [row.code for row in rows if row.shape != "hammock"]
        links = [] if shape == "hammock" or not before else draw(
            st.lists(
                st.builds(Link, st.sampled_from(before), st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-30, 30)),
                max_size=3, unique_by=lambda link: (link.on, link.kind),
            )
        )  # fmt: skip
        is_task, is_hammock = shape == "task", shape == "hammock"
        begun, done = draw(MAYBE), draw(st.none() | st.integers(0, 60))
        fixed = None if is_hammock else draw(MAYBE)
        no_earlier = None if is_hammock else draw(MAYBE)
        latest = max([day for day in (fixed, no_earlier) if day], default=None)
        finished = begun + timedelta(days=done) if begun and done is not None else None
        rows.append(
            PlanRow(
                code=f"T{number} {draw(st.sampled_from(['', 'a', 'ß', '<&>', 'SS2']))}".strip(),
                title=draw(WORDS),
                part=parts[min(number * len(parts) // count, len(parts) - 1)],
                milestone=draw(st.just("") | WORDS),
                roles=tuple(draw(st.lists(st.sampled_from(["PM", "IM", "CIS vendor", "Biller"]), max_size=3, unique=True))),
                owner=draw(st.sampled_from(["", "ann@example.com", "bob@example.com"])),
                party=draw(st.sampled_from(["", "us", "bank"])),
                shape=shape,
                spans=_spanned(draw, rows) if is_hammock else (),
                duration_days=draw(st.integers(1, 1000)) if is_task else 0,
                links=tuple(links),
                percent_done=draw(st.none() | st.integers(0, 99)) if is_task and begun and not finished else None,
                fixed_date=fixed,
                no_earlier_date=no_earlier,
                finish_by_date=latest + timedelta(days=draw(st.integers(0, 90))) if latest and draw(st.booleans()) else None,
                actual_start_date=begun,
                actual_finish_date=finished,
                baseline_start_date=draw(MAYBE),
                start_date=draw(MAYBE),
                due_date=draw(MAYBE),
                is_dropped=draw(st.booleans()),
                notes=draw(st.just("") | st.text(SIGNS | st.just("\n"), max_size=60).map(str.strip)),
            )
        )  # fmt: skip
    off = tuple(sorted(draw(st.sets(DAYS, max_size=4))))
    return PlanDocument(draw(WORDS), draw(DAYS), tuple(rows), off)


SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(plans())
def test_ms_project_xml_there_and_back_loses_nothing(plan) -> None:
    assert read_plan_file(write_mspdi(plan), "plan.xml") == plan


@SETTINGS
@given(plans())
def test_a_workbook_there_and_back_loses_no_task(plan) -> None:
    assert read_plan_file(write_workbook(plan), "plan.xlsx").rows == plan.rows


@SETTINGS
@given(plans(), st.data())
def test_a_file_that_was_cut_or_bent_is_read_or_refused_in_words(plan, data) -> None:
    whole = write_mspdi(plan)
    place = data.draw(st.integers(0, len(whole) - 1))
    bent = whole[:place] + data.draw(st.binary(max_size=6)) + whole[place + data.draw(st.integers(0, 9)) :]
    try:
        read_plan_file(bent, "plan.xml")
    except FileRefused as refused:
        assert refused.problems and all(one.place and one.words.endswith(".") for one in refused.problems)


PLAIN = PlanDocument(
    "Hill Water", DAY,
    (PlanRow("T1", "Kick off"), PlanRow("T2", "Build", links=(Link("T1", "SS", 2),)), PlanRow("T3", "Test", links=(Link("T2"),))),
)  # fmt: skip


def xml(*changes: tuple[str, str]) -> bytes:
    text = write_mspdi(PLAIN).decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def why(data: bytes, name: str = "plan.xml") -> list[str]:
    with pytest.raises(FileRefused) as refused:
        read_plan_file(data, name)
    return [str(one) for one in refused.value.problems]


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<Project xmlns="http://schemas.microsoft.com/project"><Name>&c;</Name></Project>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Project xmlns="http://schemas.microsoft.com/project"><Name>&x;</Name></Project>"""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BOMB, "Line 2: The file declares a document type or entities"),
        (OUTSIDE, "Line 1: The file declares a document type or entities"),
        (BOMB.decode().encode("utf-16"), "declares a document type or entities"),
        (b"<Project>" + b"<a>" * 100 + b"</a>" * 100 + b"</Project>", "more than 40 elements deep"),
        (b"<Project><Tasks></Project>", "Line 1, column"),
        (b"<html></html>", "no MS Project XML"),
        (b"<?xml version='1.0' encoding='x-none'?><Project/>", "encoding"),
        (b"", "The file: It is empty."),
        (b"<Project/>", "It holds no task."),
        (xml(("<PredecessorUID>2<", "<PredecessorUID>99<")), "Task 3 (UID 3, “Build”): It waits for the task with the UID 99"),
        (xml(("PT8H0M0S", "PT8X")), "Task 2 (UID 2, “Kick off”): The duration 'PT8X' can't be read"),
        (xml(("PT8H0M0S", "PT9999999H0M0S")), "working days; write 1 to 1,000"),
        (xml(("<ConstraintType>0<", "<ConstraintType>2<")), "has no date"),
        (xml(("<ConstraintType>0<", "<ConstraintType>7<")), "finish no later than"),
        (xml(("<StartDate>2026-11-02T", "<StartDate>2026-13-02T")), "is no date"),
        (xml(("<StartDate>2026-11-02T", "<StartDate>0026-11-02T")), "between 2000 and 2199"),
        (xml(("<Type>3<", "<Type>8<")), "a kind that isn't known"),
        (xml(("<LinkLag>9600<", "<LinkLag>99999999999<")), "A lag is at most"),
        (xml(("<UID>3<", "<UID>2<")), "UID 2 is used twice"),
        (xml(("<Value>T2<", "<Value>t1<")), "The id t1 is used already"),
        (xml(("<Name>Build<", "<Name> <")), "It has no name"),
        (xml(("<Name>Build<", f"<Name>{'x' * 301}<")), "The title has more than 300 signs"),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_ms_project_file_is_refused_with_its_place(data, words) -> None:
    assert any(words in line for line in why(data)), why(data)


def test_a_circle_names_its_tasks() -> None:
    data = xml(
        ("<Name>Kick off<", "<Name>Kick off<"),
        (
            "<ConstraintType>0</ConstraintType>",
            "<ConstraintType>0</ConstraintType><PredecessorLink><PredecessorUID>4</PredecessorUID></PredecessorLink>",
        ),
    )
    (line,) = why(data)
    assert "T1" in line and "T3" in line


def test_every_wrong_task_is_named_at_once() -> None:
    assert (
        len(why(xml(("PT8H0M0S", "?"), ("<Name>Build<", "<Name><"), ("<PredecessorUID>3<", "<PredecessorUID>77<"))))
        == 3
    )


def sheet(*rows: list[object]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (["id", "task", "duration_days", "waits_for", "fixed_start"], *rows):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["T2", "Build", "three", "T1", None], "Row 3 (T2), duration_days: “three” is no whole number."),
        (["T2", "Build", 3, "T9 SS+1", None], "Row 3 (T2): It names the task T9, which isn't in the file."),
        (["T2", "Build", 3, "T1", "31/12/2026"], "Row 3 (T2), fixed_start: “31/12/2026” is no date."),
        (["T2", "Build", 3, "T1", date(1900, 1, 1)], "Days lie between"),
        (["T1", "Build", 3, "", None], "The id T1 is used already, at Row 2 (T1)."),
        (["T2", "", 3, "", None], "It has no name."),
        (["", "Build", 3, "", None], "Row 3 (no id): It has no id"),
        (["T2", "Build", 0, "", None], "write 1 to 1,000"),
        (["T2", "Build", 3, "T2", None], "T2"),
    ],
)
def test_a_broken_workbook_is_refused_with_row_and_column(row, words) -> None:
    lines = why(sheet(["T1", "Kick off", 1, "", None], row), "plan.xlsx")
    assert any(words in line for line in lines), lines


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("2027-01-01garbage,,", "Row 2 (A), fixed_start: “2027-01-01garbage” is no date."),
        ("2027-01-04 25:00,,", "is no date"),
        (",maybe,", "Row 2 (A), dropped: “maybe” is neither yes nor no."),
        (",,IM;" + "x" * 121, "It has over 30 roles"),
        (",," + ";".join(f"r{number}" for number in range(31)), "It has over 30 roles"),
    ],
)
def test_what_is_nearly_right_is_not_guessed(cells, words) -> None:
    lines = why(f"id,task,fixed_start,dropped,roles\nA,Kick off,{cells}\n".encode(), "plan.csv")
    assert any(words in line for line in lines), lines


def test_a_time_behind_a_day_is_passed_over() -> None:
    rows = read_plan_file(b"id,task,fixed_start,dropped\nA,Kick off,2027-01-04 08:00:00,no\n", "plan.csv").rows
    assert (rows[0].fixed_date, rows[0].is_dropped) == (date(2027, 1, 4), False)


def test_millions_of_elements_are_refused_before_they_are_built() -> None:
    assert why(b"<Project>" + b"<T/>" * 3_000_001 + b"</Project>") == ["The file: It has more elements than any plan."]


def test_a_workbook_that_is_a_bomb_is_refused_before_it_is_unpacked() -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(["T1", "Kick off", 1, "", None]))) as good,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, good.read(name))
        bad.writestr("xl/media/zeros.bin", b"\0" * 400_000_000)
    assert why(file.getvalue(), "plan.xlsx")[0].startswith("The file: ")


def test_a_workbook_needs_its_columns() -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["name", "days"])
    book.active.append(["Kick off", 1])
    book.save(file)
    assert "The column id and the column task is missing" in why(file.getvalue(), "plan.xlsx")[0]


def test_a_foreign_file_gets_ids_of_its_own_and_its_summary_tasks_are_phases() -> None:
    text = """<Project xmlns="http://schemas.microsoft.com/project"><Title>Ours</Title><Tasks>
    <Task><UID>0</UID><Name>Ours</Name><Summary>1</Summary></Task>
    <Task><UID>7</UID><Name>Build</Name><Summary>1</Summary></Task>
    <Task><UID>8</UID><Name>Files</Name><Duration>PT12H30M0S</Duration></Task>
    <Task><UID>9</UID><Name>Accepted</Name><Milestone>1</Milestone><Duration>PT0H0M0S</Duration>
      <PredecessorLink><PredecessorUID>8</PredecessorUID><Type>1</Type><LinkLag>7000</LinkLag></PredecessorLink></Task>
    </Tasks></Project>"""
    plan = read_plan_file(text.encode(), "plan.xml")
    assert [(row.code, row.part, row.shape, row.duration_days) for row in plan.rows] == [
        ("U8", "Build", "task", 2),
        ("U9", "Build", "milestone", 0),
    ]
    assert plan.rows[1].links == (Link("U8", "FS", 2),)
