"""Card numbers in uploaded files: text of every kind, workbooks with hidden sheets, documents, archives, names."""

import io
import random
import zipfile

import openpyxl
import pytest

from pilotage.tally.forbidden import Finding, scan_bytes, scan_upload
from pilotage.tally.tables import TableUnreadable

VISA = "4539578763621486"


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def upload(data: bytes, name: str = "file") -> list[Finding]:
    return scan_upload(io.BytesIO(data), name)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_card_in_a_letter_is_found_at_its_line(encoding: str, line_end: str) -> None:
    text = line_end.join(["Dear all,", "we met on Tuesday and talked.", f"Use {VISA} for the fee – thanks.", "Bye"])
    (found,) = scan_bytes(text.encode(encoding))
    assert found.row == 3
    assert VISA[:12] not in str(found)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_file_of_account_numbers_passes_and_a_card_in_its_remarks_does_not(delimiter: str) -> None:
    rng = random.Random(delimiter)
    rows = [[digits(rng, 16), "Ann", "paid by check, late"] for _ in range(400)]
    rows = [[cell if delimiter != "," else cell.replace(",", "") for cell in row] for row in rows]
    assert scan_bytes("\n".join(delimiter.join(row) for row in rows).encode()) == []
    rows[200][2] = f"charged to {VISA}"
    (found,) = scan_bytes("\n".join(delimiter.join(row) for row in rows).encode())
    assert (found.row, found.column) == (201, "column 3")


def test_a_fixed_width_file_of_account_numbers_passes_and_one_of_cards_does_not() -> None:
    rng = random.Random(1)
    accounts = [f"{digits(rng, 16)}  {'Ann':<10}{digits(rng, 6)}" for _ in range(400)]
    assert scan_bytes("\n".join(accounts).encode()) == []
    assert scan_bytes("\n".join(f"{'Bo':<10}{VISA}  00" for _ in range(5)).encode())


def test_a_word_beside_the_number_convicts_it_also_in_a_file_of_accounts() -> None:
    rng = random.Random(2)
    lines = [f"ref {digits(rng, 16)}" for _ in range(400)]
    lines[7] = f"mc  {VISA}"
    assert [finding.row for finding in scan_bytes("\n".join(lines).encode())] == [8]


def test_a_line_of_megabytes_is_searched_to_its_end() -> None:
    assert scan_bytes(b"x " * 3_000_000 + f"card {VISA}".encode())


def test_binary_files_are_searched_for_plain_text() -> None:
    noise = random.Random(3).randbytes(200_000)
    assert scan_bytes(noise) == []
    assert scan_bytes(noise + f"\n({VISA}) Tj\n".encode() + noise)


def test_a_workbook_is_judged_by_column_on_every_sheet_hidden_ones_too() -> None:
    rng = random.Random(4)
    book = openpyxl.Workbook()
    book.active.append(["account", "name"])
    for _ in range(300):
        book.active.append([digits(rng, 16), "Ann"])
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "veryHidden"
    hidden.append(["name", "note"])
    hidden.append(["Ann", "ok"])
    out = io.BytesIO()
    book.save(out)
    assert upload(out.getvalue()) == []
    hidden.append(["Bo", f"card {VISA}"])
    out = io.BytesIO()
    book.save(out)
    (found,) = upload(out.getvalue(), "billers.xlsx")
    assert (found.row, found.column) == (3, "note")


def test_a_remark_on_a_cell_is_searched() -> None:
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active.append(["Ann"])
    book.active["A2"].comment = Comment(f"pays with {VISA}", "me")
    out = io.BytesIO()
    book.save(out)
    assert upload(out.getvalue())


def test_a_number_that_a_document_splits_into_parts_is_found() -> None:
    body = f"<w:p><w:r><w:t>use {VISA[:7]}</w:t></w:r><w:r><w:rPr/><w:t>{VISA[7:]}</w:t></w:r></w:p>".encode()
    assert upload(archive(word__document_dot_xml=b"<w:document>" + body + b"</w:document>"))


def test_cells_of_two_table_columns_are_not_joined_into_one_number() -> None:
    body = f"<w:tc><w:p><w:t>{VISA[:8]}</w:t></w:p></w:tc><w:tc><w:p><w:t>{VISA[8:]}</w:t></w:p></w:tc>".encode()
    assert upload(archive(word__document_dot_xml=body)) == []


def test_an_archive_within_an_archive_is_searched_and_deeper_ones_are_refused() -> None:
    inner = archive(a_dot_txt=f"visa {VISA}".encode())
    assert upload(archive(inner_dot_zip=inner))
    with pytest.raises(TableUnreadable, match="archives within archives"):
        upload(archive(outer_dot_zip=archive(inner_dot_zip=inner)))


def test_a_bomb_is_refused() -> None:
    with pytest.raises(TableUnreadable, match="times its size"):
        upload(archive(a_dot_txt=b"0" * 30_000_000))


def test_a_file_name_is_searched() -> None:
    assert upload(b"nothing", f"receipt-{VISA}.pdf")
    assert upload(archive(**{f"scan{VISA}_dot_txt": b"x"}))


def test_an_empty_file_passes() -> None:
    assert upload(b"") == []
