"""Answers to notices: real mail files become comments of their writers, once; what must not be kept is refused."""

import email
import random
import subprocess
import sys
import time
from email.policy import default
from pathlib import Path

import pytest

from pilotage.connectors.mail import jobs
from pilotage.connectors.mail.boxes import FolderBox
from pilotage.connectors.mail.models import ReceivedMail
from pilotage.connectors.mail.sending import message_of
from pilotage.core.models import Event, OutboxMessage
from pilotage.core.reply_tokens import read_reply_token, reply_token
from pilotage.core.viewer import system
from pilotage.documents.models import StoredFile
from pilotage.notices.operations import choose
from pilotage.people.operations import deactivate_user
from pilotage.people.viewers import viewer_of
from pilotage.work.models import Comment
from pilotage.work.operations import add_comment, create_task
from story import NOW

LETTERS = Path(__file__).parent / "letters"


@pytest.fixture(autouse=True)
def places(settings, tmp_path) -> None:
    settings.FILES_ROOT, settings.MAIL_IN = tmp_path / "files", str(tmp_path / "in")
    (tmp_path / "in" / "new").mkdir(parents=True)


@pytest.fixture
def cora(clerk, biller):
    return clerk(biller)


@pytest.fixture
def task(biller, pm):
    return create_task(subject=biller.record, biller=biller, title="Send samples", side="biller", by=pm, now=NOW)


@pytest.fixture
def post(settings, cora, task):
    """`post("gmail")`: this letter comes in, from Cora about the task unless said otherwise, and is read."""

    def come(name: str, *, sender: str = "", user=None, record=None, more: str = "") -> int:
        word = reply_token((user or cora).pk, (record or task).pk)
        text = (LETTERS / f"{name}.eml").read_bytes()
        text = text.replace(b"SENDER", (sender or (user or cora).email).encode())
        text = text.replace(b"TOKEN", f"reply+{word}@localhost".encode())
        Path(settings.MAIL_IN, "new", f"{random.random()}.{name}").write_bytes(more.encode() + text)
        return jobs.read_box(FolderBox(Path(settings.MAIL_IN)), by=system(), now=NOW)

    return come


def said() -> list[tuple[str, str, bool]]:
    return list(Comment.objects.everywhere().order_by("pk").values_list("author_name", "text", "is_internal"))


def answers() -> list[str]:
    return [row.payload["text"] for row in OutboxMessage.objects.filter(key__startswith="mail-answer:")]


def test_a_notice_asks_for_answers_and_the_answer_comes_back_as_a_comment(post, cora, task, pm, settings) -> None:
    by_mail_now = {"comment_added": "now"}
    choose(choices=by_mail_now, by=viewer_of(cora, source="page"), now=NOW)
    add_comment(subject=task.record, biller=task.biller, text="Ten please", is_internal=False, by=pm, now=NOW)
    row = OutboxMessage.objects.get(channel="mail", payload__to=[cora.email])
    mail = message_of(row.key, row.payload)
    local, _, host = mail["Reply-To"].partition("@")
    assert host == "localhost" and len(local) <= 64 and "Answer this mail to comment" in mail.get_content()
    assert read_reply_token(local.removeprefix("reply+")) == (cora.pk, task.pk)
    assert post("gmail") == 1
    assert said()[1:] == [("Cora Clerk", "Ten of each are on their way – by Friday.", False)]
    event = Event.objects.filter(kind="work.comment_created").last()
    assert (event.actor_id, event.payload["source"]) == (cora.pk, "mail")


def test_an_html_answer_with_files_keeps_the_good_one_and_names_the_bad_one(post, cora) -> None:
    assert post("outlook") == 1
    assert said() == [("Cora Clerk", "The layout is attached.\nCafé & co", False)]
    kept = StoredFile.objects.everywhere().get()
    assert (kept.name, kept.is_shared, kept.uploaded_by) == ("layout.csv", True, cora)
    (answer,) = answers()
    assert "tool.exe" in answer and "layout.csv" not in answer
    assert ReceivedMail.objects.get().files_count == 1


def test_quotes_signatures_and_the_lines_of_phones_fall_away(post) -> None:
    post("phone")
    post("broken")
    assert [text for _name, text, _internal in said()] == ["Done, thanks.", "It still arrives: café."]


def test_a_card_number_is_not_kept_anywhere_and_its_writer_is_answered(post, settings) -> None:
    post("card")
    assert said() == [] and "4111" not in str(list(ReceivedMail.objects.values()))
    (answer,) = answers()
    assert "reads as a card number" in answer and "4111 1111 1111 1111" not in answer
    assert list(Path(settings.MAIL_IN, "new").iterdir()) == []


@pytest.mark.parametrize(
    "more", ["", "Precedence: bulk\n", "List-Id: <all.example.com>\n", "Return-Path: <>\n", "X-Autoreply: yes\n"]
)
def test_machines_are_left_alone_and_get_no_answer(post, more) -> None:
    post("phone" if more else "away", more=more)
    assert said() == [] and answers() == [] and ReceivedMail.objects.get().outcome == "ignored"


def test_our_own_mails_that_come_back_are_left_alone(post) -> None:
    post("phone", sender="pilotage@localhost")
    assert ReceivedMail.objects.get().outcome == "ignored" and said() == []


def test_strangers_and_forged_addresses_are_refused_logged_and_not_answered(
    post, task, biller, caplog, settings
) -> None:
    post("phone", sender="mallory@example.com")
    row = ReceivedMail.objects.get()
    assert (row.outcome, row.sender) == ("refused", "mallory@example.com") and "mallory@example.com" in caplog.text
    letter = (LETTERS / "card.eml").read_bytes().replace(b"TOKEN", b"reply+" + b"a" * 48 + b"@localhost")
    Path(settings.MAIL_IN, "new", "forged").write_bytes(letter.replace(b"SENDER", b"cora@example.com"))
    jobs.read_box(FolderBox(Path(settings.MAIL_IN)), by=system(), now=NOW)
    assert ReceivedMail.objects.filter(outcome="refused").count() == 2 and said() == [] and answers() == []


def test_who_has_left_or_belongs_to_another_biller_adds_nothing(post, make_biller, clerk, task, admin, cora) -> None:
    otto = clerk(make_biller("Other Town"), name="Otto Other")
    post("phone", user=otto)
    assert said() == [] and "no longer yours to see" in answers()[0]
    deactivate_user(by=admin, now=NOW, user=cora)
    post("gmail")
    assert said() == []


def test_a_biller_cannot_answer_into_a_task_of_the_providers(post, biller, pm) -> None:
    ours = create_task(subject=biller.record, biller=biller, title="Call them", side="provider", by=pm, now=NOW)
    post("phone", record=ours)
    assert said() == []


def test_what_staff_answer_is_internal(post, person, task) -> None:
    im = person("im", name="Dana")
    post("phone", user=im)
    assert said() == [("Dana", "Done, thanks.", True)]


def test_the_same_mail_twice_is_one_comment(post) -> None:
    assert (post("gmail"), post("gmail")) == (1, 0) and len(said()) == 1


def test_a_mail_that_was_taken_before_the_reader_died_is_only_put_away(post, settings, monkeypatch) -> None:
    monkeypatch.setattr(FolderBox, "put_away", lambda self, name: (_ for _ in ()).throw(OSError("power is gone")))
    with pytest.raises(OSError, match="power"):
        post("gmail")
    monkeypatch.undo()
    box = FolderBox(Path(settings.MAIL_IN))
    assert jobs.read_box(box, by=system(), now=NOW) == 0 and len(said()) == 1 and not list(box.waiting())


def test_a_loop_of_mails_ends_by_itself(post) -> None:
    for n in range(32):
        letter = (LETTERS / "phone.eml").read_text().replace("phone1", f"n{n}")
        (LETTERS / "looping.eml").write_text(letter)
        try:
            post("looping")
        finally:
            (LETTERS / "looping.eml").unlink()
    assert len(said()) == 30


def test_administrators_see_what_came_and_why_it_was_refused(post, signed_in, person) -> None:
    post("phone", sender="mallory@example.com")
    page = signed_in(person("admin")).get("/settings/mail-in/?outcome=refused").content.decode()
    assert "mallory@example.com" in page and "isn&#x27;t the person" in page
    assert signed_in(person("pm")).get("/settings/mail-in/").status_code == 403


def test_the_word_of_an_address_cannot_be_made_up_or_changed(task, cora) -> None:
    word = reply_token(cora.pk, task.pk)
    assert read_reply_token(word.upper()) == (cora.pk, task.pk) and len(word) == 48
    assert read_reply_token("b" + word[1:] if word[0] == "a" else "a" + word[1:]) is None
    assert read_reply_token("") is None and read_reply_token("!" * 48) is None


STORY = """
import django, sys; django.setup()
from datetime import datetime, UTC
from pathlib import Path
from django.core.management import call_command
from pilotage.core.viewer import system
from pilotage.billers.operations import create_biller, add_membership
from pilotage.people.operations import create_user
from pilotage.work.operations import create_task
from pilotage.core.reply_tokens import reply_token
now = datetime(2026, 11, 2, 15, tzinfo=UTC)
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
biller = create_biller(by=system(), now=now, external_id="h", name="Hill", vertical="utility", state="TX", time_zone="America/Chicago")
user = create_user(by=system(), now=now, email="cora@example.com", name="Cora", roles=[])
add_membership(by=system(), now=now, biller=biller, user=user, role="finance")
task = create_task(subject=biller.record, biller=biller, title="Send", side="biller", by=system(), now=now)
new = Path(sys.argv[1], "new"); new.mkdir(parents=True)
for n in range(int(sys.argv[2])):
    word = reply_token(user.pk, task.pk)
    new.joinpath(f"{n:03}").write_text(f"From: cora@example.com\\nTo: reply+{word}@localhost\\nMessage-ID: <{n}@x>\\n\\nAnswer {n}\\n")
"""
READING = """
import django; django.setup()
from datetime import datetime, UTC, timedelta
from django.conf import settings
from pilotage.connectors.mail import jobs
from pilotage.connectors.mail.boxes import box_of
from pilotage.connectors.mail.operations import receiving
from pilotage.core.viewer import system
receiving.PER_HOUR = 10_000
jobs.read_box(box_of(settings.MAIL_IN), by=system(), now=datetime(2026, 11, 2, 15, tzinfo=UTC))
"""
COUNTING = """
import django; django.setup()
from pilotage.work.models import Comment
print(" ".join(sorted(Comment.objects.everywhere().values_list("text", flat=True))).replace("Answer ", ""))
"""


@pytest.mark.kills
def test_a_reader_that_is_killed_again_and_again_keeps_each_answer_once(own_installation, tmp_path) -> None:
    count = 40
    environment = own_installation | {
        "PILOTAGE_MAILBOX": str(tmp_path / "box"),
        "DJANGO_SETTINGS_MODULE": "pilotage.config.settings",
    }

    def start(code: str, *words: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", code, *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    start(STORY, str(tmp_path / "box"), str(count)).communicate(timeout=240)
    waiting, chance, killed = tmp_path / "box" / "new", random.Random(7), 0
    while list(waiting.iterdir()):
        reader, left = start(READING), len(list(waiting.iterdir()))
        while reader.poll() is None and len(list(waiting.iterdir())) == left:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.15))
        if reader.poll() is None and killed < 8:
            reader.kill()
            killed += 1
        reader.wait(timeout=120)
    words, problem = start(COUNTING).communicate(timeout=120)
    assert killed >= 3, (killed, problem)
    assert sorted(words.split(), key=int) == [str(n) for n in range(count)]


def test_every_letter_of_the_tests_is_a_mail() -> None:
    for file in LETTERS.glob("*.eml"):
        assert email.message_from_bytes(file.read_bytes(), policy=default)["From"], file.name
