"""A whole playbook, parts for what a biller buys, and what does not apply: the lines that come out."""

from pilotage.onboarding.lines import Line, read_link
from pilotage.onboarding.stitching import Source, stitch
from pilotage.planner.tasks import Link


def line(code: str, *after: str, **more) -> Line:
    needed = tuple(read_link(text) for text in more.pop("needed_by", ()))
    return Line(code=code, title=more.pop("title", code), links=tuple(map(read_link, after)), needed_by=needed, **more)


WHOLE = Source(
    "whole", "Whole",
    (
        line("A", milestone="M1 Kickoff"),
        line("B", "A", condition="tier = help_desk"),
        line("C", "B SS+2", parent="B"),
        line("D", "C", milestone="M6 Approved"),
    ),
)  # fmt: skip


def links(found) -> dict[str, set[Link]]:
    return {one.code: set(one.links) for one in found.lines}


def test_what_depended_on_a_task_left_out_depends_on_what_that_depended_on() -> None:
    found = stitch(WHOLE, facts={"tier": "transition_success"})
    assert [one.line.code for one in found.left_out] == ["B", "C"]
    assert found.left_out[0].why == "Support tier is Transition Success" and "“B”" in found.left_out[1].why
    assert links(found) == {"A": set(), "D": {Link("A", "FS", 2)}}


def test_without_the_fact_everything_stays_and_it_is_said_what_was_asked() -> None:
    found = stitch(WHOLE, facts={})
    assert [one.code for one in found.lines] == ["A", "B", "C", "D"] and found.asked == ("tier",)


def test_a_part_waits_for_milestones_and_is_waited_for() -> None:
    part = Source("ivr", "IVR", (line("I1", "#M1"), line("I2", "I1", needed_by=["#M6"])))
    found = stitch(WHOLE, [part], facts={})
    assert links(found)["I1"] == {Link("A")} and Link("I2") in links(found)["D"] and not found.problems


def test_equal_ids_of_two_parts_are_kept_apart() -> None:
    parts = [Source(key, key, (line("A", "#M1"), line("X", "A"))) for key in ("ivr", "text")]
    found = links(stitch(WHOLE, parts, facts={}))
    assert found["ivr-A"] == found["text-A"] == {Link("A")}
    assert found["X"] == {Link("ivr-A")} and found["text-X"] == {Link("text-A")}


def test_a_milestone_that_is_not_there_is_told_and_the_part_comes_in_all_the_same() -> None:
    found = stitch(WHOLE, [Source("p", "Kiosks", (line("K", "#M9", needed_by=["#M8"]),))], facts={})
    assert "K" in links(found) and len(found.problems) == 2 and all("Kiosks" in one for one in found.problems)


def test_words_and_lengths_are_filled_in() -> None:
    whole = Source("w", "W", (line("A", title="Call {bank} for {biller}", duration_days=5, parameter="bank_days"),))
    found = stitch(whole, facts={}, words={"biller": "Hill Water"}, days={"bank_days": 9})
    assert found.lines[0].title == "Call bank for Hill Water" and found.lines[0].duration_days == 9


def test_the_support_window_gets_the_length_of_the_tier() -> None:
    whole = Source("w", "W", (line("S", title="Support window: weekly review", duration_days=20),))
    assert stitch(whole, facts={"window_days": 90}).lines[0].duration_days == 63
