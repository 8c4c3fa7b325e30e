"""Plan files: what is read, and what is refused with its row named."""

import datetime as dt

import networkx as nx
import pytest
from generated_plans import as_graph

import pilotage.onboarding
from pilotage.planner.calendars import no_holidays, us_federal
from pilotage.planner.errors import PlanError
from pilotage.planner.planfile import parse_plan, plan_answer, read_plan
from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Link

HEADER = "id,task,duration_days,depends_on\n"
SMALL = HEADER + "A,First,2,\nB,Second,1,A\nC,Third,3,A; B ;\n"
KEYS = ["id", "start", "finish", "late_start", "late_finish", "float_days", "critical"]


@pytest.fixture(scope="module")
def playbook():
    from pathlib import Path

    return read_plan(Path(pilotage.onboarding.__path__[0]) / "data" / "plan-90-days.csv")


def answer(text, **asked):
    data = text if isinstance(text, bytes) else text.encode()
    return plan_answer(parse_plan(data), **{"start": dt.date(2026, 3, 2), "calendar": us_federal()} | asked)


def test_the_answer_holds_the_dates_of_every_task_in_the_files_order():
    assert answer(SMALL) == {
        "finish": "2026-03-09",
        "tasks": [
            dict(zip(KEYS, ("A", "2026-03-02", "2026-03-03", "2026-03-02", "2026-03-03", 0, True), strict=True)),
            dict(zip(KEYS, ("B", "2026-03-04", "2026-03-04", "2026-03-04", "2026-03-04", 0, True), strict=True)),
            dict(zip(KEYS, ("C", "2026-03-05", "2026-03-09", "2026-03-05", "2026-03-09", 0, True), strict=True)),
        ],
    }


@pytest.mark.parametrize(
    "data",
    [
        SMALL.encode("utf-8-sig"),
        SMALL.encode("utf-16"),
        SMALL.replace("\n", "\r\n").encode(),
        SMALL.replace("\n", "\r").encode(),
        SMALL.replace("First", "Café – “naïve”").encode("cp1252"),
        SMALL.replace("First", "Café – “naïve”").encode(),
        SMALL.replace("First", '"one, two\nthree ""four"""').encode(),
        SMALL.replace("\nB", "\n\n,,,\n \nB").encode(),
        SMALL.replace("id,task", " ID ,Task").encode(),
        SMALL.replace("depends_on\n", "depends_on,,\n").encode(),
        b"id,,,duration_days,depends_on\nA,x,y,2,\nB,,,1,A\nC,,,3,A;B\n",
        SMALL.rstrip("\n").encode(),
        SMALL.replace("A,First,2,\n", "A,First,2\n").encode(),
    ],
    ids=[
        "utf-8-mark",
        "utf-16",
        "crlf",
        "cr",
        "cp1252",
        "utf-8",
        "quotes",
        "blank-rows",
        "header-case",
        "empty-headings",
        "nameless-columns",
        "no-last-newline",
        "short-row",
    ],
)
def test_files_as_spreadsheets_write_them_are_read(data):
    assert answer(data) == answer(SMALL)


def test_text_in_windows_1252_comes_out_as_it_was_written():
    read = parse_plan((HEADER + "A,Café – fee,1,\n").encode("cp1252"))
    assert read.cells[0]["task"] == "Café – fee"


def test_columns_that_only_the_file_knows_are_kept_and_never_stand_in_for_an_answer():
    text = "id,duration_days,depends_on,Vendor ref,start,condition\nA,1,,WO-17,someday,tier = help_desk\n"
    [task] = answer(text)["tasks"]
    assert list(task) == [*KEYS, "Vendor ref"]
    assert task["Vendor ref"] == "WO-17"
    assert task["start"] == "2026-03-02"


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("", None, "The file is empty"),
        ("\n \n,,\n", None, "The file is empty"),
        (HEADER, None, "no tasks"),
        ("id,task\nA,x\n", 1, "The columns duration_days, depends_on are missing"),
        ("id,duration_days\nA,1\n", 1, "The column depends_on is missing"),
        ("id,id,duration_days,depends_on\n", 1, "stands there twice"),
        (HEADER + "A,x,0,\n", 2, "The duration_days '0'"),
        (HEADER + "A,x,-1,\n", 2, "The duration_days '-1'"),
        (HEADER + "A,x,1.5,\n", 2, "The duration_days '1.5'"),
        (HEADER + "A,x,,\n", 2, "The duration_days ''"),
        (HEADER + "A,x,two,\n", 2, "The duration_days 'two'"),
        (HEADER + "A,x,²,\n", 2, "The duration_days '²'"),
        (HEADER + "A,x,100000,\n", 2, "from 1 to 99,999"),
        (HEADER + f"A,x,{'9' * 5000},\n", 2, "is not a whole number"),
        (HEADER + "A,x,1,\n,y,1,\n", 3, "The id is empty"),
        (HEADER + "A,x,1,\nA,y,1,\n", 3, "used already in row 2"),
        (HEADER + "A,x,1,\nB,y,1,Z\n", 3, "depends on Z, and no task has that id"),
        (HEADER + "A,x,1,B\nB,y,1,A\n", 2, "A depends on B (row 3), which depends on A"),
        (HEADER + "A,x,1,A\n", 2, "depends on itself"),
        (HEADER + "A,x, y,1,B\n", 2, "5 cells under 4 columns"),
        (HEADER + "A,x,1,\n\nB,x\0,1,\n", 4, "NUL"),
        (HEADER + 'A,"x,1,\n', 2, "quotes"),
        (HEADER + 'A,"x"y,1,\n', 2, "quotes"),
        (HEADER + f"A,{'x' * 1_000_000},1,\n", 2, "length of a cell"),
        (b"\xff\xfeI", None, "not text"),
        (b"\x81\x8d", None, "not text"),
        (HEADER + "".join(f"T{n},x,99999,{f'T{n - 1}' if n else ''}\n" for n in range(40)), None, "years 1900 to 2499"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_the_row_named(text, row, says):
    with pytest.raises(PlanError) as caught:
        answer(text)
    assert says in str(caught.value)
    assert caught.value.row == row
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 400


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    with pytest.raises(PlanError, match="There is no file"):
        read_plan(tmp_path / "none.csv")
    with pytest.raises(PlanError, match="cannot be opened"):
        read_plan(tmp_path)


def test_the_shipped_playbook_is_read_whole_with_a_task_that_stands_before_what_it_waits_for(playbook):
    assert len(playbook.tasks) == 92
    places = {task.id: place for place, task in enumerate(playbook.tasks)}
    assert places["T075"] < places["T091"]
    assert "T091" in playbook.tasks[places["T075"]].depends_on
    assert playbook.own_columns == ()
    assert [cells["milestone"] for cells in playbook.cells if cells["milestone"]][-1] == "M8 Handoff complete"


@pytest.mark.parametrize(
    ("start", "calendar", "golive", "finish"),
    [
        ("2026-01-05", us_federal(), "2026-03-31", "2026-05-01"),
        ("2026-01-05", no_holidays(), "2026-03-27", "2026-04-29"),
        ("2026-01-03", us_federal(), "2026-03-31", "2026-05-01"),
    ],
)
def test_the_shipped_playbook_goes_live_and_ends_on_these_days(playbook, start, calendar, golive, finish):
    found = plan_answer(playbook, start=dt.date.fromisoformat(start), calendar=calendar)
    dates = {task["id"]: task for task in found["tasks"]}
    assert dates["T078"]["finish"] == golive
    assert found["finish"] == dates["T087"]["finish"] == finish
    assert dates["T075"]["start"] > dates["T091"]["finish"]
    assert list(dates) == [task.id for task in playbook.tasks]


def test_the_shipped_playbook_is_as_long_as_its_longest_path(playbook):
    graph = as_graph(playbook.tasks)
    graph.add_weighted_edges_from((task.id, "end", task.duration) for task in playbook.tasks)
    path = nx.dag_longest_path(graph)[:-1]
    found = schedule(playbook.tasks, start=dt.date(2026, 1, 5), calendar=no_holidays())
    length = sum(task.duration for task in playbook.tasks if task.id in path)
    assert no_holidays().working_days_between(dt.date(2026, 1, 5), found.finish) == length - 1
    assert set(path) <= set(found.critical_ids)


def test_a_plan_file_names_kinds_of_links_and_lags():
    plan = parse_plan(b"id,duration_days,depends_on\nA,3,\nB,2,A SS+1\nC,1,A; B ff -2\nD,1,B FS\n")
    assert [(task.depends_on, task.links) for task in plan.tasks] == [
        ((), ()),
        ((), (Link("A", "SS", 1),)),
        (("A",), (Link("B", "FF", -2),)),
        ((), (Link("B", "FS", 0),)),
    ]


def test_an_id_that_looks_like_a_link_is_an_id():
    plan = parse_plan(b"id,duration_days,depends_on\nA SS+1,3,\nB,2,A SS+1\n")
    assert plan.tasks[1].depends_on == ("A SS+1",)
