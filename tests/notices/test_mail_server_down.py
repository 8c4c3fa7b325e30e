"""A mail server that is down, hangs up or says "later" loses nothing: mails wait longer and longer, and each arrives once."""

import email
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.policy import default

import pytest
from django.conf import settings

from pilotage.core.models import OutboxMessage
from pilotage.core.operations.delivering import MOST_SENDS, pause, send_once
from pilotage.core.viewer import system
from pilotage.notices import operations
from story import NOW


class Postman(socketserver.StreamRequestHandler):
    """As much of a mail server as a sender talks to. `server.answer` is what it says to a recipient."""

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline():
            word = line.decode().split(":")[0].split()[0].upper()
            if word == "DATA":
                self.take()
            elif word == "RCPT":
                self.say(self.server.answer)
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if self.server.hangs_up:
            self.server.hangs_up = False
            return None
        self.server.letters.append(email.message_from_bytes(b"".join(lines), policy=default))
        return self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class PostOffice(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Postman)
        self.letters, self.answer, self.hangs_up = [], "250 fine", False
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()


@pytest.fixture
def office(monkeypatch) -> Iterator[PostOffice]:
    made = PostOffice(0)
    monkeypatch.setattr(settings, "EMAIL_URL", f"smtp://127.0.0.1:{made.server_address[1]}")
    yield made
    made.close()


@pytest.fixture
def told(person):
    """`told(3)`: a person who is owed that many mails."""

    def make(count: int):
        dana = person("im", name="Dana")
        for n in range(count):
            operations.tell(
                users=[dana], kind="went_live", text=f"Biller {n} is live.", url=f"/billers/{n}/", key=f"k{n}",
                by=system(), now=NOW,
            )  # fmt: skip
        return dana

    return make


def send_all(now) -> None:
    while send_once(now=now):
        pass


def test_what_was_owed_while_the_server_was_down_arrives_once_each_when_it_is_back(office, told) -> None:
    told(3)
    port = office.server_address[1]
    office.close()
    now = NOW
    for attempt in range(1, 6):
        send_all(now)
        rows = OutboxMessage.objects.all()
        assert {row.attempts for row in rows} == {attempt} and all(row.sent_at is None for row in rows)
        assert {row.available_at for row in rows} == {now + pause(attempt)}
        send_all(now + pause(attempt) - timedelta(seconds=1))  # nobody tries before its time
        assert {row.attempts for row in OutboxMessage.objects.all()} == {attempt}
        now += pause(attempt)
    back = PostOffice(port)
    try:
        send_all(now)
        send_all(now + timedelta(days=1))
    finally:
        back.close()
    assert sorted(one["Subject"] for one in back.letters) == [f"Biller {n} is live." for n in range(3)]
    assert len({one["Message-ID"] for one in back.letters}) == 3
    assert not OutboxMessage.objects.filter(sent_at=None).exists()


def test_mails_outlast_a_weekend_without_a_server() -> None:
    waited = sum((pause(attempt) for attempt in range(1, MOST_SENDS)), timedelta())
    assert waited > timedelta(days=2, hours=12)


def test_a_server_that_hangs_up_in_the_middle_gets_the_same_mail_again(office, told) -> None:
    told(1)
    office.hangs_up = True
    send_all(NOW)
    assert office.letters == [] and OutboxMessage.objects.get().attempts == 1
    send_all(NOW + pause(1))
    assert len(office.letters) == 1 and OutboxMessage.objects.get().sent_at is not None


def test_later_is_tried_again_and_never_is_given_up_at_once_and_named(office, told) -> None:
    told(1)
    office.answer = "451 try later"
    send_all(NOW)
    row = OutboxMessage.objects.get()
    assert row.failed_at is None and row.available_at == NOW + pause(1)
    office.answer = "550 no such mailbox"
    send_all(NOW + pause(1))
    row.refresh_from_db()
    assert row.failed_at is not None and "550 no such mailbox" in row.last_problem
    send_all(NOW + timedelta(days=2))
    assert office.letters == []


def test_the_mail_leads_to_the_page_it_is_about(office, told) -> None:
    dana = told(1)
    send_all(NOW)
    (letter,) = office.letters
    assert letter["To"] == dana.email
    assert f"{settings.BASE_URL.rstrip('/')}/billers/0/" in letter.get_content()


def test_without_a_server_mails_are_files_and_the_same_mail_is_one_file(told, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_URL", "")
    monkeypatch.setattr(settings, "MAIL_BOX", tmp_path / "mail")
    told(2)
    send_all(NOW)
    OutboxMessage.objects.update(sent_at=None, available_at=NOW)  # as after a crash between sending and marking
    send_all(NOW)
    kept = sorted((tmp_path / "mail").iterdir())
    assert len(kept) == 2 and all(one.suffix == ".eml" for one in kept)
