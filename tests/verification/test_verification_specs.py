"""Specs begun from samples, versions, signatures, files and folders, by operations and pages."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.documents.operations import path_of
from pilotage.verification import operations, queries
from pilotage.verification.models import MappingSignature, ReceivedFile, Spec, SpecVersion, WatchedFolder
from pilotage.verification.operations.folders import inbox
from pilotage.verification.rules.lines import Line
from pilotage.verification.sampling import read_sample
from story import NOW
from verification.samples import LEFT, RIGHT, stream

pytestmark = pytest.mark.django_db
CARD = "4111 1111 1111 1111"


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("im", name="Ivy"))


def lines(spec: Spec) -> list[Line]:
    from pilotage.verification.rules.lines import lines_of

    newest = queries.newest_version(spec)
    return lines_of(newest.body, newest.left_columns, newest.right_columns)


def test_a_spec_begins_with_a_proposed_version_and_no_sample_row_in_the_audit_trail(spec) -> None:
    version = SpecVersion.objects.everywhere().get()
    assert (version.number, version.body["key"], version.left_rows[0][0]) == (1, ["ACCT_NO"], "00010001")
    told = [str(event.payload) for event in Event.objects.filter(record_id=spec.pk)]
    assert len(told) == 2 and not any("00010001" in text for text in told)


def test_a_card_number_in_a_sample_is_refused_and_named_masked() -> None:
    with pytest.raises(Refused) as refused:
        read_sample(stream(LEFT.replace("Bo Diaz", f"pays {CARD}")), "l.csv", field="left")
    assert "1111" in refused.value.message and CARD not in refused.value.message and refused.value.field == "left"


def test_a_mapping_is_saved_as_the_next_version_only_when_it_says_something_new(spec, pm) -> None:
    same = operations.save_version(spec=spec, lines=lines(spec), by=pm, now=NOW)
    assert same.number == 1
    changed = [line for line in lines(spec) if line.left != "METER"]
    from dataclasses import replace

    changed = [
        replace(line, tolerance="absolute", limit="0.01") if line.left == "BAL_AMT" else line for line in changed
    ]
    made = operations.save_version(spec=spec, lines=changed, remark="A cent may differ", by=pm, now=NOW)
    assert (made.number, made.body["fields"]["BAL_AMT"]["tolerance"]) == (2, {"absolute": "0.01"})
    with pytest.raises(Refused, match="Version 2 was saved"):
        operations.save_version(spec=spec, lines=lines(spec), base=1, by=pm, now=NOW)
    assert Event.objects.filter(kind="verification.version_saved").count() == 2


def test_three_sides_sign_a_version_and_a_newer_one_needs_them_again(spec, pm, viewer) -> None:
    version = queries.newest_version(spec)
    with pytest.raises(Forbidden):
        operations.sign_version(version=version, side="os", by=pm, now=NOW)
    with pytest.raises(Refused, match="Name the IT lead"):
        operations.sign_version(version=version, side="biller_it", name="", by=pm, now=NOW)
    for side, by, more in (
        ("os", viewer("os", name="Ola"), {}),
        ("im", viewer("im", name="Ivy"), {}),
        ("biller_it", pm, {"name": "Tim Cole", "remark": "Mail of 3 Nov"}),
    ):
        operations.sign_version(version=version, side=side, by=by, now=NOW, **more)
    assert {row.name for row in MappingSignature.objects.everywhere()} == {"Ola", "Ivy", "Tim Cole"}
    assert queries.specs(pm, {"signed": "yes"}).count() == 1
    with pytest.raises(Refused, match="signed already"):
        operations.sign_version(version=version, side="os", by=viewer("os"), now=NOW)
    from dataclasses import replace

    newer = [replace(line, scale=3) if line.type == "money" else line for line in lines(spec)]
    operations.save_version(spec=spec, lines=newer, by=pm, now=NOW)
    assert queries.specs(pm, {"signed": "yes"}).count() == 0
    with pytest.raises(Refused, match="newer version"):
        operations.sign_version(version=version, side="os", by=viewer("os"), now=NOW)


def test_a_file_is_kept_once_by_its_bytes_and_refused_with_a_card_number_before_anything_is_written(spec, pm) -> None:
    one = operations.receive_file(spec=spec, side="left", name="a.csv", stream=stream(LEFT), by=pm, now=NOW)
    again = operations.receive_file(spec=spec, side="left", name="b.csv", stream=stream(LEFT), by=pm, now=NOW)
    assert one.pk == again.pk and path_of(one.stored_name).read_bytes() == LEFT.encode()
    before = sorted(path for path in path_of("x").parent.parent.rglob("*") if path.is_file())
    with pytest.raises(Refused) as refused:
        operations.receive_file(
            spec=spec, side="left", name="c.csv", stream=stream(LEFT.replace("M2", CARD)), by=pm, now=NOW
        )
    assert "card number" in refused.value.message and CARD not in refused.value.message
    assert sorted(path for path in path_of("x").parent.parent.rglob("*") if path.is_file()) == before
    assert ReceivedFile.objects.everywhere().count() == 1


@pytest.mark.parametrize(("name", "content"), [("a.exe", "x"), ("a.csv", ""), ("a.csv", "MZ\x90")])
def test_what_is_no_table_is_not_taken(spec, pm, name: str, content: str) -> None:
    with pytest.raises(Refused):
        operations.receive_file(spec=spec, side="left", name=name, stream=stream(content), by=pm, now=NOW)


def test_a_watched_folder_gives_its_files_and_says_why_one_was_refused(spec, pm) -> None:
    operations.set_folder(spec=spec, side="left", folder="hill/daily", pattern="BAL*.csv", by=pm, now=NOW)
    place = inbox() / "hill" / "daily"
    for name, text in (("BAL1.csv", LEFT), ("BAL2.csv", LEFT.replace("M2", CARD)), ("other.csv", LEFT)):
        (place / name).write_text(text)
        os.utime(place / name, (1, 1))
    (place / "BAL3.csv").write_text("still being written")
    assert operations.has_arrived()
    assert operations.look_into_folders(by=system(), now=NOW) == 1
    assert ReceivedFile.objects.everywhere().get().name == "BAL1.csv"
    assert {path.relative_to(place).as_posix() for path in place.rglob("*.csv")} == {
        "taken/BAL1.csv", "refused/BAL2.csv", "other.csv", "BAL3.csv",
    }  # fmt: skip
    folder = WatchedFolder.objects.everywhere().get()
    assert "BAL2.csv holds a card number" in folder.problem and CARD not in folder.problem
    operations.stop_folder(folder=folder, by=pm, now=NOW)
    assert not WatchedFolder.objects.everywhere().exists() and not operations.has_arrived()


@pytest.mark.parametrize("folder", ["", "../up", "a/../../b", "/etc/../x", ".hidden", "~root"])
def test_no_folder_outside_the_inbox_is_watched(spec, pm, folder: str) -> None:
    with pytest.raises(Refused):
        operations.set_folder(spec=spec, side="left", folder=folder, pattern="*", by=pm, now=NOW)


def test_who_may_not_write_is_told(spec, integration, viewer) -> None:
    with pytest.raises(Forbidden):
        operations.receive_file(spec=spec, side="left", name="a.csv", stream=stream(LEFT), by=viewer("csm"), now=NOW)


def test_from_two_samples_to_a_saved_mapping_by_page(page, integration) -> None:
    sent = page.post(
        f"/integrations/{integration.pk}/verification/new/",
        {
            "name": "Balances", "left_name": "Harmony", "right_name": "Platform", "owner": "",
            "left": SimpleUploadedFile("l.csv", LEFT.encode()), "right": SimpleUploadedFile("r.csv", RIGHT.encode()),
        },
    )  # fmt: skip
    spec = Spec.objects.everywhere().get()
    assert sent["Location"] == f"/verification/specs/{spec.pk}/mapping/"
    shown = page.get(sent["Location"])
    assert b"Harmony" in shown.content and b"75.01" in shown.content
    form = {name: field.value() for name, field in _fields(shown)}
    form = {name: value for name, value in form.items() if value not in (None, False)}
    tried = page.post(sent["Location"], form | {"do": "show", "2-type": "text"})
    assert tried.status_code == 200 and SpecVersion.objects.everywhere().count() == 1
    wrong = page.post(sent["Location"], form | {"do": "save", "0-is_key": ""})
    assert wrong.status_code == 422 and b"Choose at least one key" in wrong.content
    saved = page.post(
        sent["Location"],
        form | {"do": "save", "base": "1", "2-tolerance": "absolute", "2-limit": "0.01", "remark": "One cent"},
    )
    assert saved.status_code == 302
    newest = queries.newest_version(spec)
    assert newest.body["fields"]["BAL_AMT"] == {"type": "money", "scale": 2, "tolerance": {"absolute": "0.01"}}
    assert b"One cent" in page.get(f"/verification/specs/{spec.pk}/").content
    compared = page.get(f"/verification/versions/{newest.pk}/").content.decode()
    assert "Other than in version 1" in compared and "may differ by" in compared


def _fields(shown):
    form = shown.context["form"]
    return [(name, form[name]) for name in form.fields]


def test_a_card_number_in_an_uploaded_file_is_said_beside_the_field(page, spec) -> None:
    sent = page.post(
        f"/verification/specs/{spec.pk}/files/left/",
        {"file": SimpleUploadedFile("a.csv", LEFT.replace("M1", CARD).encode())},
    )
    assert sent.status_code == 422 and b"card number" in sent.content and CARD.encode() not in sent.content
    done = page.post(f"/verification/specs/{spec.pk}/files/left/", {"file": SimpleUploadedFile("a.csv", LEFT.encode())})
    assert done.status_code == 302
    file = ReceivedFile.objects.everywhere().get()
    assert b"".join(page.get(f"/verification/files/{file.pk}/").streaming_content) == LEFT.encode()


def test_new_samples_keep_the_rules_of_columns_that_are_still_there(page, spec) -> None:
    wider = "\n".join(f"{line},{'PHONE' if n == 0 else '555-010' + str(n)}" for n, line in enumerate(LEFT.splitlines()))
    page.post(f"/verification/specs/{spec.pk}/samples/", {"left": SimpleUploadedFile("l.csv", wider.encode())})
    newest = queries.newest_version(spec)
    assert newest.number == 2 and newest.left_columns[-1] == "PHONE"
    assert newest.body["fields"]["BAL_AMT"]["type"] == "money"
