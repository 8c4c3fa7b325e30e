"""The biller's IT lead reads and signs the mapping in the portal; others of the biller read it, strangers don't find it."""

import pytest

from pilotage.billers.operations import add_membership
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.notices.models import Notice
from pilotage.verification import operations, queries
from pilotage.verification.models import MappingSignature
from story import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(biller, person, pm):
    def made(role: str, name: str):
        user = person(name=name)
        add_membership(biller=biller, user=user, role=role, by=pm, now=NOW)
        return user

    return made


def test_the_it_lead_signs_in_the_portal_and_the_owner_is_told(spec, pm, person, member, signed_in) -> None:
    owner = person("im", name="Ivy")
    operations.change_spec(
        spec=spec, name=spec.name, left_name=spec.left_name, right_name=spec.right_name, owner=owner, by=pm, now=NOW
    )
    version = queries.newest_version(spec)
    page = signed_in(member("it", "Tim Cole"))
    listed = page.get("/portal/mappings/").content.decode()
    assert "Daily balances" in listed and "Waits for your IT lead" in listed
    shown = page.get(f"/portal/mappings/{version.pk}/").content.decode()
    assert "BAL_AMT" in shown and "METER" in shown and "Sign…" in shown and "00010001" not in shown
    assert (
        page.post(f"/portal/mappings/{version.pk}/sign/", {"remark": "As agreed"})["Location"]
        == f"/portal/mappings/{version.pk}/"
    )
    row = MappingSignature.objects.everywhere().get()
    assert (row.side, row.name, row.remark, row.digest) == ("biller_it", "Tim Cole", "As agreed", version.digest)
    assert Event.objects.filter(kind="verification.mapping_signed").count() == 1
    assert "Tim Cole signed the mapping" in Notice.objects.get(user=owner).text
    assert "Signed by your IT lead" in page.get("/portal/mappings/").content.decode()
    again = page.post(f"/portal/mappings/{version.pk}/sign/", {})
    assert "signed already" in again.content.decode()


def test_the_first_page_of_the_portal_says_which_mapping_waits_until_it_is_signed(spec, member, signed_in) -> None:
    lead, version = member("it", "Tim Cole"), queries.newest_version(spec)
    page = signed_in(lead)
    home = page.get("/portal/").content.decode()
    assert "A mapping waits for your IT lead." in home and f'href="/portal/mappings/{version.pk}/"' in home
    page.post(f"/portal/mappings/{version.pk}/sign/", {})
    home = page.get("/portal/").content.decode()
    assert f'href="/portal/mappings/{version.pk}/"' not in home and "Nothing waits for you" in home


def test_others_of_the_biller_read_it_and_do_not_sign(spec, member, signed_in) -> None:
    version = queries.newest_version(spec)
    page = signed_in(member("finance", "Fay"))
    shown = page.get(f"/portal/mappings/{version.pk}/").content.decode()
    assert "still to come" in shown and "Sign…" not in shown
    assert page.post(f"/portal/mappings/{version.pk}/sign/", {}).status_code == 403
    assert not MappingSignature.objects.everywhere().exists()


def test_staff_do_not_sign_as_the_it_lead_and_an_old_version_is_not_signed(spec, pm, viewer, member) -> None:
    version = queries.newest_version(spec)
    with pytest.raises(Forbidden):
        operations.sign_as_it_lead(version=version, by=pm, now=NOW)
    from pilotage.people.viewers import viewer_of

    it_lead = viewer_of(member("it", "Tim Cole"), source="page")
    from dataclasses import replace

    from pilotage.verification.rules.lines import lines_of

    lines = [
        replace(line, nulls=("-",)) if line.left == "BAL_AMT" else line
        for line in lines_of(version.body, version.left_columns, version.right_columns)
    ]
    newer = operations.save_version(spec=spec, lines=lines, by=pm, now=NOW)
    with pytest.raises(Refused, match="newer version"):
        operations.sign_as_it_lead(version=version, by=it_lead, now=NOW)
    assert operations.sign_as_it_lead(version=newer, by=it_lead, now=NOW).remark == "Signed in the portal."
