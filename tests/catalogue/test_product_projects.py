"""A CIS product's past projects: figures with their sample size, who was integrated, new or existing with who was counted."""

from datetime import date, timedelta

from pilotage.billers.models import Integration, Phase
from pilotage.billers.operations import add_phase, set_target_go_live
from pilotage.core.viewer import system
from pilotage.onboarding import operations
from pilotage.onboarding.models import PlanTask
from story import NOW


def projects_on(make_biller, pm, names: list[str]) -> list[Phase]:
    version, phases = operations.load_shipped_playbook(by=system(), now=NOW), []
    for place, name in enumerate(names):
        biller = make_biller(name, state="TX" if place % 2 else "OK", contract_date=date(2026, 1, 1))
        used = Integration.objects.everywhere().get(biller=biller)
        phase = add_phase(by=system(), now=NOW, biller=biller, integration=used)
        set_target_go_live(phase=phase, date=date(2026, 12, 1) + timedelta(days=place), by=pm, now=NOW)
        project = operations.start_project(
            phase=phase, playbook_version=version, kickoff_date=date(2026, 3, 2), by=pm, now=NOW
        )
        rows = PlanTask.objects.everywhere().filter(project=project)
        part = rows.order_by("position").first().part
        rows.filter(part=part).update(actual_start_date=date(2026, 3, 2), actual_finish_date=date(2026, 3, 3 + place))
        phases.append(phase)
    return phases


def test_a_product_shows_what_its_projects_took_and_who_counts(make_biller, pm, product, signed_in, person) -> None:
    projects_on(make_biller, pm, ["Ash", "Birch", "Cedar"])
    page = signed_in(person("im"))
    shown = page.get(f"/catalogue/{product.pk}/projects/").content.decode()
    assert "<circle" in shown and "OK, TX" in shown
    assert shown.count("Ash, Birch") == 1  # counted before Cedar, which is therefore existing
    assert "Existing" in shown and "New" in shown
    file = b"".join(page.get(f"/catalogue/{product.pk}/projects/?as=csv")).decode()
    assert "Cedar" in file and "existing" in file


def test_an_untouched_product_says_what_will_stand_here(product, signed_in, person) -> None:
    shown = signed_in(person("im")).get(f"/catalogue/{product.pk}/projects/").content.decode()
    assert "No project on this product has finished a part" in shown and "Nobody yet" in shown


def test_the_page_costs_the_same_for_one_and_for_three(
    make_biller, pm, product, signed_in, person, django_assert_max_num_queries
) -> None:
    page, counts = signed_in(person("im")), []
    for names in (["Ash"], ["Birch", "Cedar"]):
        projects_on(make_biller, pm, names)
        page.get(f"/catalogue/{product.pk}/projects/")
        with django_assert_max_num_queries(15) as asked:
            page.get(f"/catalogue/{product.pk}/projects/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_interfaces_pitfalls_and_file_notes_are_kept_and_audited(product, signed_in, person) -> None:
    page = signed_in(person("im"))
    form = {
        "vendor": "Northstar", "product": "Harmony", "category": "Utility CIS", "interfaces": ["bills", "returns"],
        "pitfalls": "Keys change\nCredits are 0", "file_notes": "UTF-8\nNo trailer", "version": product.record.version,
    }  # fmt: skip
    assert page.post(f"/catalogue/{product.pk}/edit/", form).status_code == 302
    shown = page.get(f"/catalogue/{product.pk}/").content.decode()
    assert "Returns and chargebacks, out" in shown and "<li>Credits are 0</li>" in shown and "No trailer" in shown
    assert "Keys change" in page.get(f"/history/{product.pk}/").content.decode()
    assert page.post(f"/catalogue/{product.pk}/edit/", form | {"interfaces": ["nonsense"]}).status_code == 422
