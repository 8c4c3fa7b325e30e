"""The pages of promises and scope as people use them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from pilotage.scope import operations
from pilotage.scope.models import Promise, ScopeLine, TraceLink
from pilotage.technical import operations as technical
from pilotage.technical.models import CheckItem
from story import NOW


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


def test_from_the_empty_page_to_a_line_that_leads_somewhere(page, phase, pm) -> None:
    assert (
        b"what the contract, sales and the solution design promised" in page.get(f"/phases/{phase.pk}/scope/").content
    )
    page.post(
        f"/phases/{phase.pk}/scope/promises/new/", {"title": "Wallets", "source": "contract", "reference": "B 2.1"}
    )
    promise = Promise.objects.everywhere().get()
    shown = page.get(f"/phases/{phase.pk}/scope/").content.decode()
    assert "Promises that no line keeps" in shown and "settle it before kickoff" in shown
    page.post(f"/phases/{phase.pk}/scope/lines/new/", {"title": "Two wallets", "promises": [str(promise.pk)]})
    line = ScopeLine.objects.everywhere().get()
    technical.begin_checklist(phase=phase, areas=["payments"], by=pm, now=NOW)
    item = CheckItem.objects.everywhere().get(code="PAY2")
    page.post(f"/scope/lines/{line.pk}/link/configuration/", {"target": str(item.pk), "text": ""})
    page.post(f"/scope/lines/{line.pk}/link/kpi/", {"text": "5 % by wallet"})
    page.post(
        f"/scope/lines/{line.pk}/link/training/", {"text": "Nothing changes", "is_not_needed": "on", "target": ""}
    )
    told = page.get(f"/scope/lines/{line.pk}/").content.decode()
    assert item.title in told and "5 % by wallet" in told and "Nothing changes" in told
    orphans = page.get(f"/phases/{phase.pk}/scope/orphans/").content.decode()
    assert "no test" in orphans and "no configuration" not in orphans
    link = TraceLink.objects.everywhere().get(step="kpi")
    page.post(f"/scope/links/{link.pk}/remove/")
    assert not TraceLink.objects.everywhere().filter(step="kpi").exists()


def test_a_file_is_imported_and_a_bad_one_named(page, phase) -> None:
    there = f"/phases/{phase.pk}/scope/import/"
    bad = page.post(there, {"file": SimpleUploadedFile("s.csv", b"promise,line,test\nA,B,T1\n")})
    assert bad.status_code == 422 and b"There is no test case T1" in bad.content
    page.post(there, {"file": SimpleUploadedFile("s.csv", b"promise,line,kpi\nA,B,5 %\n")})
    assert ScopeLine.objects.everywhere().get().title == "B"


def test_the_plan_is_exported_and_kept(page, phase, pm) -> None:
    promise = operations.add_promise(phase=phase, title="Wallets", source="sales", by=pm, now=NOW)
    operations.add_line(phase=phase, title="=2+2", promises=[promise], by=pm, now=NOW)
    sheet = load_workbook(io.BytesIO(b"".join(page.get(f"/phases/{phase.pk}/scope/?as=xlsx")))).active
    head, row = list(sheet.iter_rows(values_only=True))
    assert head[:4] == ("promise", "source", "reference", "line") and row[0] == "Wallets" and not row[3].startswith("=")
    page.post(f"/phases/{phase.pk}/scope/keep/")
    listed = page.get(f"/phases/{phase.pk}/scope/").content.decode()
    assert "Scope plan, " in listed and ".pdf" in listed and "version 1" in listed
    assert "Scope plan, " in page.get(f"/records/{phase.pk}/documents/scope_plan/").content.decode()


def test_lines_are_searched_dropped_and_taken_up_again(page, phase, pm) -> None:
    line = operations.add_line(phase=phase, title="A kiosk", by=pm, now=NOW)
    page.post(f"/scope/lines/{line.pk}/drop/", {"reason": "Agreed", "version": ""})
    assert b"A kiosk" not in page.get(f"/phases/{phase.pk}/scope/").content
    assert b"A kiosk" in page.get(f"/phases/{phase.pk}/scope/?show=dropped").content
    page.post(f"/scope/lines/{line.pk}/restore/")
    assert b"A kiosk" in page.get(f"/phases/{phase.pk}/scope/?q=kiosk").content
    assert b"Nothing fits" in page.get(f"/phases/{phase.pk}/scope/?q=zzz").content


def test_all_phases_with_their_orphans(page, phase, pm) -> None:
    assert b"No scope is written yet" in page.get("/scope/").content
    operations.add_promise(phase=phase, title="Wallets", source="sales", by=pm, now=NOW)
    assert f"/phases/{phase.pk}/scope/orphans/".encode() in page.get("/scope/").content
    csv = b"".join(page.get("/scope/?as=csv")).decode("utf-8-sig").splitlines()
    assert csv[0].startswith("biller,phase") and csv[1].endswith(",1,0,1,1")


@pytest.mark.parametrize("n", [1, 9])
def test_longer_lists_ask_no_more_queries(page, phase, pm, n, django_assert_max_num_queries) -> None:
    for number in range(n):
        operations.add_line(phase=phase, title=f"Line {number}", by=pm, now=NOW)
    for url in ("/scope/", f"/phases/{phase.pk}/scope/"):
        page.get(url)
        with django_assert_max_num_queries(15):
            page.get(url)
