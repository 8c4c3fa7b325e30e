"""Files: what is taken, what is refused, and that nothing of a refused one stays."""

import io
from pathlib import Path

import pytest
from django.conf import settings

from pilotage.core.errors import Forbidden, Refused
from pilotage.documents import rules
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import path_of, remove_file, store_file
from pilotage.people.viewers import viewer_of
from story import NOW

PDF = b"%PDF-1.7\n" + b"x" * 100


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    return tmp_path / "files"


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def send(biller, by, name="plan.pdf", data=PDF):
    return store_file(
        subject=biller.record, biller=biller, name=name, stream=io.BytesIO(data), is_shared=False, by=by, now=NOW
    )


def test_a_file_is_kept_under_a_name_of_our_own_with_its_checksum(biller, pm, files) -> None:
    row = send(biller, pm)
    assert path_of(row.stored_name).read_bytes() == PDF
    assert (row.name, row.size, row.content_type) == ("plan.pdf", len(PDF), "application/pdf")
    assert row.name not in str(path_of(row.stored_name))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("run.exe", b"MZ\x90", "not taken"),
        ("plan.pdf", b"MZ\x90\x00", "program"),
        ("plan.pdf", b"<html>", "no .pdf inside"),
        ("notes.txt", b"ab\x00cd", "no text"),
        ("notes.txt", b"", "empty"),
        ("noending", b"abc", "not taken"),
        ("cards.csv", b"name,card\nAnn,4111111111111111\nBob,5500005555555559\nCy,340000000000009\n", "card number"),
        ("4111111111111111.pdf", PDF, "card number"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(biller, pm, files, name, data, words) -> None:
    with pytest.raises(Refused, match=words) as refused:
        send(biller, pm, name, data)
    assert refused.value.field == "file"
    assert not StoredFile.objects.everywhere().exists() and kept(files) == []


def test_a_file_over_the_limit_is_refused(biller, pm, files, monkeypatch) -> None:
    monkeypatch.setattr(rules, "MOST_BYTES", 50)
    with pytest.raises(Refused, match="at most"):
        send(biller, pm)


@pytest.mark.parametrize(
    ("given", "shown"),
    [("../../etc/passwd.txt", "passwd.txt"), ("C:\\x\\a.pdf", "a.pdf"), ('a"b\n.pdf', "a_b_.pdf"), ("..", "file")],
)
def test_names_are_made_safe(given, shown) -> None:
    assert rules.safe_name(given) == shown


def test_a_billers_person_sends_shared_files_and_removes_only_their_own(biller, pm, clerk) -> None:
    cora = viewer_of(clerk(biller), source="page")
    theirs, ours = send(biller, cora), send(biller, pm)
    assert theirs.is_shared and not ours.is_shared
    with pytest.raises(Forbidden):
        remove_file(file=ours, by=cora, now=NOW)
    remove_file(file=theirs, by=cora, now=NOW)
    assert StoredFile.objects.everywhere().get(pk=theirs.pk).removed_at == NOW
