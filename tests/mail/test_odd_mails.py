"""Mails as odd programs and ill-willed people write them: their words are read, or they are refused, and those behind them are read."""

from pathlib import Path

import pytest

from pilotage.connectors.mail import jobs
from pilotage.connectors.mail.boxes import FolderBox
from pilotage.connectors.mail.models import ReceivedMail
from pilotage.connectors.mail.reading import MOST_FILES, read_letter
from pilotage.core.reply_tokens import reply_token
from pilotage.core.viewer import system
from pilotage.work.models import Comment
from pilotage.work.operations import create_task
from story import NOW

HEAD = b"From: Cora <SENDER>\r\nTo: TOKEN\r\nMessage-ID: <NAME@x>\r\nMIME-Version: 1.0\r\n"
EIGHT = b"Content-Transfer-Encoding: 8bit\r\n\r\n"
BOTH = (
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n%s\r\n--b--\r\n"
)


def nested(times: int) -> bytes:
    """Parts in parts."""
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(times))


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (b"Content-Type: text/plain\r\n" + EIGHT + "Café".encode(), "Café"),
        (EIGHT + "Café".encode(), "Café"),
        (b"Content-Type: text/plain; charset=utf-8\r\n" + EIGHT + b"Caf\xe9", "Café"),
        (b"Content-Type: text/plain; charset=x-none\r\n" + EIGHT + b"\x93Caf\xe9\x94", "“Café”"),
        (b"Content-Type: text/plain; charset=iso-8859-1\r\n" + EIGHT + b"10 \x80 \x96 fine", "10 € – fine"),
        (b"Content-Type: text/plain; charset=gb2312\r\n" + EIGHT + "好的".encode("gb18030"), "好的"),
        (b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + "承認".encode("iso-2022-jp"), "承認"),
        (b"Content-Type: text/html\r\n" + EIGHT + b'<meta charset="windows-1252"><p>Caf\xe9', "Café"),
        (b"Content-Type: text/html\r\n\r\n<script>steal()</script><style>p{}</style><p>Yes", "Yes"),
        (BOTH % (b" ", b"<p>Yes, <b>go</b></p>"), "Yes, go"),
        (b"\r\nhi\x00 th\x07ere", "hi there"),
    ],
)
def test_the_words_are_read_whatever_the_charset_says(rest: bytes, words: str) -> None:
    assert read_letter(HEAD + rest + b"\r\n").text == words


def test_no_more_files_are_kept_than_a_person_sends() -> None:
    part = b"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n"
    found = read_letter(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 500 + b"--b--\r\n")
    assert len(found.files) == MOST_FILES


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + nested(3000),
        (HEAD + b"Content-Type: message/rfc822\r\n\r\n") * 1000,
        b"From: " + b"(" * 5000 + b"a@b.example\r\n\r\nhi",
        HEAD.replace(b"NAME", b"\x00\xff") + b"Subject: \x00\r\n\r\nhi",
        b"",
        b"\x00" * 1000,
    ],
    ids=["parts", "mails", "brackets", "controls", "empty", "nothing"],
)
def test_a_mail_made_to_break_the_reader_holds_up_nobody(
    raw, settings, tmp_path, clerk, biller, pm, monkeypatch
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    (tmp_path / "new").mkdir()
    cora = clerk(biller)
    task = create_task(subject=biller.record, biller=biller, title="Send", side="biller", by=pm, now=NOW)
    to = f"reply+{reply_token(cora.pk, task.pk)}@localhost".encode()
    Path(tmp_path, "new", "1").write_bytes(raw)
    Path(tmp_path, "new", "2").write_bytes(
        HEAD.replace(b"SENDER", cora.email.encode()).replace(b"TOKEN", to) + b"\r\nDone\r\n"
    )
    assert jobs.read_box(FolderBox(tmp_path), by=system(), now=NOW) == 2
    assert [row.text for row in Comment.objects.everywhere()] == ["Done"]
    assert list(ReceivedMail.objects.order_by("pk").values_list("outcome", flat=True))[1] == "kept"
    assert not list(Path(tmp_path, "new").iterdir())


def test_what_the_database_refuses_is_noted_and_put_away(settings, tmp_path, db, monkeypatch) -> None:
    (tmp_path / "new").mkdir()
    Path(tmp_path, "new", "1").write_bytes(HEAD + b"\r\nhi")

    def refuse(**_given: object) -> None:
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")

    monkeypatch.setattr(jobs, "take_mail", refuse)
    assert jobs.read_box(FolderBox(tmp_path), by=system(), now=NOW) == 1
    row = ReceivedMail.objects.get()
    assert (row.outcome, row.sender, row.reason) == ("refused", "", "It can't be read.")
