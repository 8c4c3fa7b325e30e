"""The vendor's tab of a project, and the list of all links."""

from pilotage.core.models import OutboxMessage
from pilotage.documents.models import ShareLink
from pilotage.documents.sharing import path_of_link
from pilotage.vendors import operations
from pilotage.vendors.models import VendorContact
from story import NOW


def test_a_person_is_named_gets_a_link_by_mail_and_is_taken_off(signed_in, person, project) -> None:
    page = signed_in(person("im"))
    empty = page.get(f"/projects/{project.pk}/vendor/people/").content.decode()
    assert "Nobody of the vendor is named yet" in empty
    sent = page.post(
        f"/projects/{project.pk}/vendor/people/new/", {"name": "Vera", "firm": "Northstar", "email": "v@n.example"}
    )
    contact = VendorContact.objects.everywhere().get()
    assert sent["Location"] == f"/vendor-contacts/{contact.pk}/link/"
    page.post(f"/vendor-contacts/{contact.pk}/link/", {"days": 30})
    link = ShareLink.objects.everywhere().get()
    mail = OutboxMessage.objects.get(channel="mail", payload__to=["v@n.example"]).payload
    assert path_of_link(link) in mail["text"]
    shown = page.get(f"/projects/{project.pk}/vendor/people/").content.decode()
    assert "v@n.example" in shown and "opened 0 times" in shown
    page.post(f"/vendor-contacts/{contact.pk}/off/")
    link.refresh_from_db()
    assert (
        link.revoked_at is not None
        and "v@n.example" not in page.get(f"/projects/{project.pk}/vendor/people/").content.decode()
    )


def test_a_bad_or_taken_address_stands_beside_its_field(signed_in, person, project, contact) -> None:
    page = signed_in(person("im"))
    form = {"name": "Two", "firm": "Northstar", "email": "VERA@northstar.example"}
    taken = page.post(f"/projects/{project.pk}/vendor/people/new/", form)
    assert taken.status_code == 422 and "is on this project already" in taken.content.decode()


def test_who_does_not_run_projects_gives_no_access(signed_in, person, project, contact) -> None:
    page = signed_in(person("csm"))
    assert "Send a link" not in page.get(f"/projects/{project.pk}/vendor/people/").content.decode()
    assert page.post(f"/vendor-contacts/{contact.pk}/link/", {"days": 30}).status_code == 403


def test_all_links_are_listed_filtered_and_exported(signed_in, person, project, link, pm, client) -> None:
    client.get(path_of_link(link))
    page = signed_in(person("csm"))
    shown = page.get("/vendor-links/").content.decode()
    assert "Vera Vance" in shown and project.name in shown
    assert "Vera Vance" not in page.get("/vendor-links/?state=ended").content.decode()
    assert b"vera@northstar.example" in b"".join(page.get("/vendor-links/?as=csv"))


def test_the_list_of_links_costs_the_same_for_one_and_for_three(
    signed_in, person, project, contact, pm, django_assert_max_num_queries
) -> None:
    page = signed_in(person("csm"))
    counts = []
    for n in range(3):
        made = operations.add_contact(project=project, name=f"V{n}", email=f"v{n}@n.example", by=pm, now=NOW)
        operations.send_link(contact=made, days=9, by=pm, now=NOW)
        page.get("/vendor-links/")
        taken = []
        for _ in range(3):  # settings that are kept for seconds may be read in one of them
            with django_assert_max_num_queries(15) as asked:
                page.get("/vendor-links/")
            taken.append(len(asked))
        counts.append(min(taken))
    assert counts[0] == counts[2]
