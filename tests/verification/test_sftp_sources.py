"""Files that are fetched from a real SFTP server on this machine: each once, whole, by a confirmed key."""

import os
from datetime import timedelta
from pathlib import Path

import asyncssh
import pytest

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.operations.settings import change_settings
from pilotage.core.schedules import known
from pilotage.core.viewer import system
from pilotage.verification import operations, queries
from pilotage.verification.limits import LOCAL_SERVERS
from pilotage.verification.models import ReceivedFile, RemoteFile, Run, SftpSource
from pilotage.verification.rules.remote import fingerprint
from story import NOW
from verification.samples import LEFT, RIGHT, stream
from verification.sftp_server import USER, Standing, served

pytestmark = pytest.mark.django_db
CARD = "4111 1111 1111 1111"
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def os_(viewer):
    return viewer("os", name="Ola")


@pytest.fixture
def server(tmp_path):
    (tmp_path / "remote").mkdir()
    with served(tmp_path / "remote") as standing:
        yield standing


@pytest.fixture
def source(spec, os_, server, administrator_allows) -> SftpSource:
    """Set up, let in, its server's key confirmed."""
    made = operations.set_source(spec=spec, side="left", host="127.0.0.1", port=server.port, user=USER, by=os_, now=NOW)
    server.lets_in = made.public_key
    look(made, NOW)
    made.refresh_from_db()
    operations.confirm_server_key(source=made, key=made.seen_key, by=os_, now=NOW)
    return fresh(made)


@pytest.fixture
def administrator_allows(viewer):
    change_settings(values={LOCAL_SERVERS: True}, by=viewer("admin"), now=NOW)


def fresh(source: SftpSource) -> SftpSource:
    return SftpSource.objects.everywhere().select_related("spec__record").get(pk=source.pk)


def look(source: SftpSource, now, *, still: float = 30) -> int:
    return operations.pull(source=fresh(source), tell_progress=lambda *_: None, by=system(), now=now, still=still)


def bring(server: Standing, name: str, text: str) -> Path:
    path = server.folder / name
    path.write_text(text)
    return path


def test_nothing_is_fetched_before_a_person_has_confirmed_the_servers_key(
    spec, os_, server, administrator_allows
) -> None:
    bring(server, "a.csv", LEFT)
    made = operations.set_source(spec=spec, side="left", host="127.0.0.1", port=server.port, user=USER, by=os_, now=NOW)
    server.lets_in = made.public_key
    assert made.public_key.startswith("ssh-ed25519 ") and look(made, NOW) == 0 and not server.reads
    made = fresh(made)
    assert (
        fingerprint(made.seen_key).startswith("SHA256:") and not made.host_key and not RemoteFile.objects.everywhere()
    )
    with pytest.raises(Refused, match="another key"):
        operations.confirm_server_key(source=made, key="ssh-ed25519 AAAA", by=os_, now=NOW)
    operations.confirm_server_key(source=made, key=made.seen_key, by=os_, now=NOW)
    assert (look(made, NOW), look(made, LATER)) == (0, 1)


def test_the_private_key_is_stored_encrypted_and_stands_in_no_event(source) -> None:
    assert "PRIVATE" not in source.secret and "OPENSSH" not in source.secret
    told = str([event.payload for event in Event.objects.filter(record_id=source.spec_id)])
    assert source.secret not in told and "PRIVATE" not in told and source.public_key in told


def test_each_file_is_taken_once_when_it_has_stood_still_and_starts_a_run_with_its_other_side(
    source, server, pm
) -> None:
    operations.receive_file(spec=source.spec, side="right", name="r.csv", stream=stream(RIGHT), by=pm, now=NOW)
    bring(server, "a.csv", LEFT)
    bring(server, "a.txt", "not of the pattern")
    bring(server, "empty.csv", "")
    assert (look(source, NOW), look(source, NOW + timedelta(seconds=29))) == (0, 0)
    assert look(source, NOW + timedelta(seconds=30)) == 1
    assert [look(source, LATER), look(source, LATER + timedelta(days=1))] == [0, 0] and server.reads == ["a.csv"]
    file = ReceivedFile.objects.everywhere().get(side="left")
    seen = RemoteFile.objects.everywhere().get()
    assert (seen.state, seen.received_id, seen.sha256, file.name) == ("taken", file.pk, file.sha256, "a.csv")
    operations.start_due_runs(by=system(), now=LATER)
    assert Run.objects.everywhere().get().left_id == file.pk


def test_the_same_bytes_under_another_name_or_time_are_the_file_that_is_there(source, server) -> None:
    first = bring(server, "a.csv", LEFT)
    look(source, NOW), look(source, LATER)
    bring(server, "b.csv", LEFT)
    os.utime(first, (1, 1))
    look(source, LATER), look(source, LATER + timedelta(minutes=5))
    assert RemoteFile.objects.everywhere().filter(state="taken").count() == 3
    assert ReceivedFile.objects.everywhere().count() == 1


def test_a_file_that_grows_is_left_until_it_stands_still(source, server) -> None:
    path = bring(server, "a.csv", LEFT[:100])
    look(source, NOW)
    path.write_text(LEFT[:150])
    assert look(source, LATER) == 0 and RemoteFile.objects.everywhere().get().size == 150 and not server.reads
    server.on_open = lambda at: at.write_text(LEFT)  # it is written on while it is read
    assert look(source, LATER + timedelta(minutes=5)) == 0 and not ReceivedFile.objects.everywhere()
    server.on_open = None
    assert look(source, LATER + timedelta(minutes=6)) == 0
    assert look(source, LATER + timedelta(minutes=7)) == 1
    assert ReceivedFile.objects.everywhere().get().size == len(LEFT)


def test_names_that_lead_elsewhere_links_and_hidden_files_are_never_read(source, server, tmp_path) -> None:
    (tmp_path / "secret.csv").write_text(LEFT)
    (server.folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    bring(server, ".hidden.csv", LEFT)
    bring(server, "back\\slash.csv", LEFT)
    bring(server, "new\nline.csv", LEFT)
    (server.folder / "folder.csv").mkdir()
    look(source, NOW), look(source, LATER)
    assert not RemoteFile.objects.everywhere() and not server.reads


def test_a_file_with_a_card_number_is_refused_masked_and_not_asked_for_again(source, server) -> None:
    bring(server, "a.csv", LEFT.replace("M2", CARD))
    look(source, NOW), look(source, LATER), look(source, LATER + timedelta(minutes=5))
    row = RemoteFile.objects.everywhere().get()
    assert row.state == "refused" and "card number" in row.problem and CARD not in row.problem
    assert fresh(source).problem == row.problem and server.reads == ["a.csv"]
    assert not ReceivedFile.objects.everywhere()


def test_a_server_that_shows_another_key_gets_nothing_until_that_is_confirmed(source, server, os_) -> None:
    bring(server, "a.csv", LEFT)
    held = source.host_key
    with served(server.folder, key=asyncssh.generate_private_key("ssh-ed25519")) as other:
        other.lets_in = source.public_key
        SftpSource.objects.everywhere().update(port=other.port)
        assert look(source, NOW) == 0 and not other.reads
        told = fresh(source)
        assert "another key" in told.problem and told.seen_key not in ("", held) and told.host_key == held
        operations.confirm_server_key(source=told, key=told.seen_key, by=os_, now=NOW)
        assert (look(source, NOW), look(source, LATER), fresh(source).problem) == (0, 1, "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"user": "stranger"}, "doesn't let stranger in"),
        ({"folder": "/nowhere"}, "folder /nowhere isn't on"),
        ({"port": 1}, "Nothing listens"),
        ({"host": "no-such-host.invalid"}, "is not known"),
        ({"secret": "made elsewhere"}, "set it up anew"),
    ],
)
def test_what_goes_wrong_stands_on_the_source_in_plain_words_until_it_is_over(source, change, words: str) -> None:
    was = {name: getattr(source, name) for name in change}
    SftpSource.objects.everywhere().update(**change)
    assert look(source, NOW) == 0 and words in fresh(source).problem
    SftpSource.objects.everywhere().update(**was)
    look(source, LATER)
    assert fresh(source).problem == ""


def test_this_machine_and_its_link_are_not_asked_unless_a_setting_allows_it(spec, os_, monkeypatch) -> None:
    for host in ("localhost", "127.0.0.1", "[::1]", "169.254.169.254", "0.0.0.0", "::ffff:127.0.0.1", "a.localhost"):
        with pytest.raises(Refused, match="the machine that Pilotage runs on"):
            operations.set_source(spec=spec, side="left", host=host, user=USER, by=os_, now=NOW)
    made = operations.set_source(spec=spec, side="left", host="sftp.hill.example", user=USER, by=os_, now=NOW)
    there = [(0, 0, 0, "", ("10.1.2.3", 22)), (0, 0, 0, "", ("127.0.0.1", 22))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: there)  # a name that leads here
    assert look(made, NOW) == 0 and "is this machine" in fresh(made).problem and not fresh(made).seen_key


@pytest.mark.parametrize(
    ("field", "value"),
    [("host", ""), ("host", "a b"), ("host", "user@host"), ("user", ""), ("user", "a\nb"), ("port", 0), ("port", 65536),
     ("folder", "/a/../b"), ("folder", "a\0b"), ("pattern", ""), ("pattern", "../*.csv")],
)  # fmt: skip
def test_what_is_no_server_is_refused_by_its_field(spec, os_, field: str, value: object) -> None:
    given = {"host": "sftp.hill.example", "user": USER, "port": 22, "folder": ".", "pattern": "*.csv"} | {field: value}
    with pytest.raises(Refused) as refused:
        operations.set_source(spec=spec, side="left", by=os_, now=NOW, **given)
    assert refused.value.field == field and not SftpSource.objects.everywhere()


def test_another_host_needs_its_key_confirmed_anew_and_keeps_our_own(source, os_) -> None:
    again = operations.set_source(
        spec=source.spec, side="left", host="sftp.hill.example", user=USER, folder="/out", by=os_, now=LATER
    )
    assert (again.pk, again.public_key, again.host_key) == (source.pk, source.public_key, "")


def test_the_clock_asks_servers_that_are_due_one_question_at_a_time(source, pm) -> None:
    asks = next(one for one in known() if one.name == "verification.sources")
    assert asks.run(by=system(), now=LATER) == 0  # confirming has asked already, and that job waits
    SftpSource.objects.everywhere().update(job_id="", looked_at=LATER)
    assert asks.run(by=system(), now=LATER + timedelta(minutes=4)) == 0
    assert asks.run(by=system(), now=LATER + timedelta(minutes=5)) == 1
    assert asks.run(by=system(), now=LATER + timedelta(minutes=6)) == 0
    with pytest.raises(Forbidden):
        operations.ask_source(source=source, by=pm, now=LATER)
    SftpSource.objects.everywhere().update(host_key="", job_id="")
    assert asks.run(by=system(), now=LATER + timedelta(hours=1)) == 0


def test_a_person_sets_a_source_up_confirms_tries_and_stops_it(
    spec, signed_in, person, server, administrator_allows
) -> None:
    page = signed_in(person("os", name="Ola"))
    form = f"/verification/specs/{spec.pk}/sources/left/"
    given = {"host": "127.0.0.1", "port": server.port, "user": USER, "folder": ".", "pattern": "*.csv"}
    assert page.post(form, given | {"folder": "../up"}).status_code == 422
    gone_to = page.post(form, given)
    source = SftpSource.objects.everywhere().get()
    place = f"/verification/sources/{source.pk}/"
    assert gone_to["Location"] == place and source.public_key in page.get(place).content.decode()
    server.lets_in = source.public_key
    look(source, NOW)
    source = fresh(source)
    shown = page.get(place).content.decode()
    assert fingerprint(source.seen_key) in shown and "This is the server" in shown
    page.post(f"{place}confirm/", {"shown": source.seen_key})
    bring(server, "a.csv", LEFT)
    look(source, NOW), look(source, LATER)
    shown = page.get(place).content.decode()
    assert "Confirmed:" in shown and "Taken" in shown and "Works" in shown
    assert page.post(f"{place}try/").status_code == 302
    assert place in page.get(f"/verification/specs/{spec.pk}/").content.decode()
    page.post(f"{place}stop/")
    assert not SftpSource.objects.everywhere() and ReceivedFile.objects.everywhere().count() == 1
    assert page.get(place).status_code == 404


def test_sources_of_a_verification_by_side(source) -> None:
    assert queries.sources_of(source.spec) == {"left": source}
