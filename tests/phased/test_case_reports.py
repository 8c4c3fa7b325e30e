"""The report of a biller's cases: made by template, shared by a link that expires, can be ended, and logs its use (R14)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.billers.operations import assign_care
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event, OutboxMessage
from pilotage.core.viewer import system
from pilotage.documents.models import ShareLink, ShareUse
from pilotage.documents.operations import revoke_link
from pilotage.documents.sharing import path_of_link
from pilotage.people.operations import create_token
from pilotage.phased import case_papers, operations
from pilotage.phased.models import CaseReport
from pilotage.phased.queries import case_reports
from pilotage.support.operations import close_case, open_case, write_notes
from story import NOW


@pytest.fixture
def cases(biller, pm, viewer):
    def case(title: str, severity: int, days: int):
        return open_case(
            biller=biller, title=title, severity=severity, by=pm, now=timezone.now() - timedelta(days=days)
        )

    made = {title: case(title, severity, days) for title, severity, days in (
        ("Small one", 4, 9), ("Payments stop", 1, 2), ("Mended now", 2, 30), ("Mended long ago", 2, 90),
    )}  # fmt: skip
    write_notes(case=made["Payments stop"], notes="Bank file late; new file asked for", by=pm, now=timezone.now())
    for title, days in (("Mended now", 3), ("Mended long ago", 60)):
        made[title].refresh_from_db()
        close_case(case=made[title], outcome="Fixed", by=viewer("tsm"), now=timezone.now() - timedelta(days=days))
    return made


def share(biller, by, *readers: tuple[str, str], days: int = 30) -> list[ShareLink]:
    return operations.share_case_report(biller=biller, readers=readers, days=days, by=by, now=timezone.now())


def test_open_cases_stand_critical_first_and_closed_ones_for_a_while(biller, cases) -> None:
    found = case_papers.gather(biller, timezone.now())
    assert [one.title for one in found.still] == ["Payments stop", "Small one"]
    assert [one.title for one in found.done] == ["Mended now"]
    assert found.terms.title == "Production issues of Hill Water"
    row = case_papers.rows_of(found, found.still)[0]
    assert row[:3] == ["C-2", "Payments stop", "Critical"] and "Bank file late; new file asked for" in row


def test_a_billers_own_words_go_before_the_template_and_the_template_before_what_is_shipped(
    biller, cases, leader, pm
) -> None:
    words = {"intro": "For {biller}", "columns": ["title", "outcome", "code"], "closed_days": 100}
    operations.write_case_template(title="Issues of {biller}", by=leader, now=NOW, **words)
    found = case_papers.gather(biller, timezone.now())
    assert (found.terms.title, found.terms.intro, len(found.done)) == ("Issues of Hill Water", "For Hill Water", 2)
    assert case_papers.headers_of(found) == ["Case", "What is wrong", "Outcome"]
    operations.write_case_report(biller=biller, title="Ours", closed_days=0, by=pm, now=NOW)
    found = case_papers.gather(biller, timezone.now())
    assert (found.terms.title, found.terms.intro, found.done) == ("Ours", "For Hill Water", [])


def test_what_can_not_be_is_refused(biller, leader, pm, viewer) -> None:
    words = {"title": "T", "intro": "", "columns": ["code"], "closed_days": 30}
    for wrong, field in (
        ({"title": " "}, "title"), ({"columns": []}, "columns"), ({"columns": ["cows"]}, "columns"),
        ({"closed_days": 366}, "closed_days"), ({"intro": "4111 1111 1111 1111"}, "intro"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            operations.write_case_template(by=leader, now=NOW, **words | wrong)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        operations.write_case_template(by=pm, now=NOW, **words)
    with pytest.raises(Forbidden):
        share(biller, viewer("marketing"), ("Gil", "gil@example.com"))
    with pytest.raises(Refused, match="Nobody"):
        share(biller, pm)
    assert not CaseReport.objects.everywhere().exists()


def test_pm_im_and_csm_are_proposed_and_get_the_link_once(biller, cases, pm, person, signed_in) -> None:
    for role in ("pm", "im", "csm", "os"):
        assign_care(biller=biller, user=person(role, name=f"Care {role}"), role=role, by=pm, now=NOW)
    assert [name for name, _email in case_reports.readers_of(biller.pk)] == [
        "Care Pm (Project manager)", "Care Im (Implementation manager)", "Care Csm (Customer success manager)",
    ]  # fmt: skip
    page = signed_in(person("tsm", name="Tess"))
    form = page.get(f"/billers/{biller.pk}/case-report/share/").content.decode()
    assert form.count("checked") == 3
    readers = [email for _name, email in case_reports.readers_of(biller.pk)]
    given = {"readers": readers, "guests": "", "days": "30"}
    for _ in range(2):
        assert page.post(f"/billers/{biller.pk}/case-report/share/", given).status_code == 302
    assert ShareLink.objects.everywhere().filter(purpose="case_report").count() == 3
    assert OutboxMessage.objects.filter(key__contains="case_report:").count() >= 3
    assert Event.objects.filter(kind="phased.case_report_shared").exists()
    shown = page.get(f"/billers/{biller.pk}/case-report/").content.decode()
    assert "Care Csm" in shown and "Payments stop" in shown


def test_the_link_shows_how_it_stands_logs_its_use_and_can_be_ended(biller, cases, pm, settings) -> None:
    (link,) = share(biller, pm, ("Gil", "gil@example.com"))
    reader = Client(headers={"host": "localhost"})
    page = reader.get(path_of_link(link)).content.decode()
    assert "Payments stop" in page and "Mended now" in page and "Mended long ago" not in page
    case = cases["Small one"]
    case.title = "Small one grew"
    case.save(update_fields=["title"])
    assert "Small one grew" in reader.get(path_of_link(link)).content.decode()
    assert reader.get(path_of_link(link, "pdf")).content.startswith(b"%PDF")
    rows = b"".join(reader.get(path_of_link(link, "csv")).streaming_content).decode()
    assert "C-2" in rows and "Small one grew" in rows
    assert reader.get(path_of_link(link, "docx")).status_code == 404
    assert ShareUse.objects.everywhere().filter(link=link).exists()
    revoke_link(link=link, by=pm, now=timezone.now())
    assert "Payments stop" not in reader.get(path_of_link(link)).content.decode()


def test_an_expired_link_shows_nothing(biller, cases, pm) -> None:
    (link,) = share(biller, pm, ("Gil", "gil@example.com"), days=1)
    past = timezone.now() - timedelta(days=3)
    ShareLink.objects.everywhere().filter(pk=link.pk).update(made_at=past, expires_at=past + timedelta(days=1))
    page = Client(headers={"host": "localhost"}).get(path_of_link(link))
    assert "Payments stop" not in page.content.decode()


def test_pages_and_files_stand_for_staff(biller, cases, person, signed_in) -> None:
    page = signed_in(person("cs_leader"))
    assert page.get(f"/billers/{biller.pk}/case-report.pdf").content.startswith(b"%PDF")
    assert f"/billers/{biller.pk}/case-report/" in page.get(f"/cases/?biller={biller.pk}").content.decode()
    given = {"title": "Issues of {biller}", "intro": "", "columns": ["code", "title"], "closed_days": "7"}
    assert page.post("/settings/case-report/", given).status_code == 302
    assert "Issues of Hill Water" in page.get(f"/billers/{biller.pk}/case-report/").content.decode()
    assert page.post(f"/billers/{biller.pk}/case-report/edit/", {"title": "Ours"}).status_code == 302
    assert "Ours" in page.get(f"/billers/{biller.pk}/case-report/").content.decode()


def test_the_api_reads_the_report_and_shares_it(biller, cases, person) -> None:
    _row, token = create_token(
        by=system(), now=timezone.now(), user=person("tsm", name="Api"), name="t", scopes=["read", "write"]
    )
    api = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    found = api.get(f"/api/v1/billers/{biller.pk}/case-report").json()
    assert [row[1] for row in found["open"]] == ["Payments stop", "Small one"] and len(found["closed"]) == 1

    def send(key: str, **body: object):
        where = f"/api/v1/billers/{biller.pk}/case-report/links"
        return api.post(where, body, content_type="application/json", headers={"idempotency-key": key})

    made = send("a", name="Gil", email="gil@example.com", days=10)
    assert made.status_code == 201 and "/s/" in made.json()["address"]
    assert send("b", name="Gil", email="gil@example.com").json()["id"] == made.json()["id"]
    assert send("c", name="Gil", email="gil").status_code in (400, 409, 422)
    assert send("d", name="Gus", email="gus@example.com", days=366).status_code in (400, 409, 422)
