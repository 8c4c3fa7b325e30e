"""What the pages say once all have signed, all is accepted and all is proven, and where they lead from there."""

import pytest

from pilotage.billers.operations import add_membership
from pilotage.people.models import User
from pilotage.verification import operations, queries
from pilotage.verification.operations.running import keep_outcome, work_folder
from story import NOW
from verification.outcomes import RESULT, leave_behind

pytestmark = pytest.mark.django_db
CLEAN = RESULT | {
    "missing": {"left": 0, "right": 0},
    "fields": {name: field | {"different": 0, "reasons": {}} for name, field in RESULT["fields"].items()}
    | {name: {"type": "text", "reasons": {}} for name in ("AUTOPAY", "STATUS_CD")},
}


def test_who_has_signed_is_asked_no_more_and_the_third_signature_is_told(
    spec, biller, pm, viewer, person, signed_in
) -> None:
    version = queries.newest_version(spec)
    im, lead = person("im", name="Ivy"), person(name="Tim Cole")
    add_membership(biller=biller, user=lead, role="it", by=pm, now=NOW)
    page, there = signed_in(im), f"/verification/versions/{version.pk}/"
    asked = page.get(f"{there}sign/").content.decode()
    assert (
        "Implementation manager: you, Ivy" in asked and "See what version 1 says" in asked and "has not signed" in asked
    )
    page.post(f"{there}sign/", {"side": "im"})
    later = page.get(f"{there}sign/").content.decode()
    assert "Implementation manager: you" not in later and "IT lead of the biller" in later
    operations.sign_version(version=version, side="os", by=viewer("os"), now=NOW)
    portal = signed_in(lead)
    portal.post(f"/portal/mappings/{version.pk}/sign/", {})
    assert "Nothing is left for you to do" in portal.get(f"/portal/mappings/{version.pk}/").content.decode()
    answer = page.get(f"{there}sign/")
    assert (answer.status_code, answer.url) == (302, there)
    shown = page.get(there).content.decode()
    assert "have signed. This mapping counts for the readiness." in shown and f"{there}sign/" not in shown
    whole = page.get(f"/verification/specs/{spec.pk}/").content.decode()
    assert "All three have signed." in whole and f"{there}sign/" not in whole
    lines = queries.newest_version(spec)
    operations.save_version(spec=spec, lines=_lines(lines), remark="Once more", by=pm, now=NOW)
    assert "A newer version was saved" in page.get(there).content.decode()


def _lines(version):
    from dataclasses import replace

    from pilotage.verification.rules.lines import lines_of

    lines = lines_of(version.body, version.left_columns, version.right_columns)
    return [replace(line, trim=not line.trim) if line.left == "CUST_NAME" else line for line in lines]


def test_a_run_says_which_data_fields_it_proves_and_the_list_that_the_gate_has_passed(
    run, spec, phase, pm, viewer, leader, signed_in
) -> None:
    inventory = operations.begin_inventory(phase=phase, by=pm, now=NOW)
    unlinked = queries.fields_of(inventory).filter(spec=None)
    operations.leave_out_fields(fields=unlinked, reason="Not in this phase", by=pm, now=NOW)
    leave_behind(work_folder(run) / "out", [])
    keep_outcome(queries.run_for(pm, run.pk), work_folder(run) / "out", CLEAN, pm, NOW)
    page = signed_in(User.objects.get(pk=pm.user_id))
    words = page.get(f"/verification/runs/{run.pk}/").content.decode()
    assert f'<a href="/phases/{phase.pk}/fields/">' in words and "6 of 6 needed ones are proven" in words
    there = f"/phases/{phase.pk}/fields/"
    assert "The data gate of the readiness has passed." not in page.get(there).content.decode(), "nobody has signed"
    version = queries.newest_version(spec)
    operations.sign_version(version=version, side="os", by=viewer("os"), now=NOW)
    operations.sign_version(version=version, side="im", by=viewer("im"), now=NOW)
    operations.sign_version(version=version, side="biller_it", name="Tim", remark="Mail", by=viewer("im"), now=NOW)
    listed = page.get(there).content.decode()
    assert "The data gate of the readiness has passed." in listed and "proven since" in listed
    gate = page.get(f"/go-lives/{phase.pk}/").content.decode()
    assert "Every mapping is signed by OS, IM and the biller" in gate
