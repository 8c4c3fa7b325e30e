"""A phase near its go-live, with a decision, an invoice type and people; files go to a folder of the test's own."""

import pytest
from django.conf import settings

from pilotage.billers import operations as billers
from pilotage.billers.models import Phase
from pilotage.core.viewer import system
from pilotage.transition import operations as transition
from story import NOW, TARGET


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")


@pytest.fixture
def tsm(person):
    return person("tsm", name="Tess Transition")


@pytest.fixture
def near(phase, biller, pm, leader, tsm) -> Phase:
    """Go-live on 15 February 2027 with a TSM, one invoice type and one contact."""
    billers.add_invoice_type(biller=biller, name="Water", by=pm, now=NOW)
    billers.add_contact(
        biller=biller, external_id="fay", name="Fay Finance", email="fay@hill.example", role="Finance lead", by=pm, now=NOW
    )  # fmt: skip
    billers.set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    decision = transition.work_out_decision(phase=phase, by=system(), now=NOW)
    transition.decide(decision=decision, choice="tsm", assignee=tsm, by=leader, now=NOW)
    return Phase.objects.everywhere().select_related("biller", "record", "integration__product").get(pk=phase.pk)
