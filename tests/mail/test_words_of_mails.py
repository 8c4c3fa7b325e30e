"""Which words of a mail are the writer's own, and which mails a machine wrote. No database."""

import pytest

from pilotage.connectors.mail.rules import own_words, token_in, why_automatic, words_of_html


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n\nOn Mon, 2 Nov 2026 at 09:12, Pat <p@x.com> wrote:\n> Hello", "Yes."),
        ("Ja.\n\nAm 02.11.2026 um 09:12 schrieb Pat <p@x.com>:\n> Hallo", "Ja."),
        ("Yes.\n\n-----Original Message-----\nFrom: Pat\nHello", "Yes."),
        ("Yes.\n\nFrom: Pat <p@x.com>\nSent: Monday\nTo: Cora\nHello", "Yes."),
        ("Yes.\n________________________________\nFrom: Pat\nHello", "Yes."),
        ("> Which one?\nThe second.\n> And when?\nFriday.", "The second.\nFriday."),
        ("Yes.\n-- \nCora Clerk\nHill Water", "Yes."),
        ("Yes.\n\nAnswer this mail to comment; what you attach comes along.", "Yes."),
        ("On Monday I wrote:\nnothing of it was read.", "On Monday I wrote:\nnothing of it was read."),
        ("From: the north side we start.\nThen south.", "From: the north side we start.\nThen south."),
        ("Two\n\n\n\n\nlines", "Two\n\nlines"),
        ("", ""),
    ],
)
def test_own_words(text: str, own: str) -> None:
    assert own_words(text) == own


def test_html_loses_tags_styles_and_quotes() -> None:
    quoted = "<blockquote>old<blockquote>older</blockquote></blockquote>"
    html = f"<style>p{{}}</style><p>One &amp; two</p><ul><li>three</li></ul>{quoted}<p>four</p>"
    assert words_of_html(html).split() == ["One", "&", "two", "three", "four"]


def test_a_person_is_nobody_automatic() -> None:
    assert why_automatic({"auto-submitted": "no"}, "cora@example.com", ["reply@x.com"]) == ""


@pytest.mark.parametrize("sender", ["mailer-daemon@x.com", "no-reply@x.com", "reply@x.com"])
def test_senders_that_are_machines(sender: str) -> None:
    assert why_automatic({}, sender, ["Reply@x.com"])


def test_the_word_is_found_among_addresses_of_our_host_alone() -> None:
    word = "a" * 48
    assert token_in(["x@y.com", f"Reply+{word.upper()}@Host.com"], "reply@host.com", 48) == word
    assert token_in([f"reply+{word}@other.com", f"reply+{word[1:]}@host.com"], "reply@host.com", 48) == ""
