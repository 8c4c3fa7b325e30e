"""Foreign keys only point down the floors, and every biller-owned table names its biller."""

from django.apps import apps

FLOORS = (
    "core people,catalogue billers documents,notices work meetings summaries onboarding transition golive portfolio"
    " desk,portal,connectors_mail"
).split()
FLOOR_OF = {app: number for number, floor in enumerate(FLOORS) for app in floor.split(",")}


def upward(models: list) -> list[str]:
    """Foreign keys whose target stands on a higher floor than their table."""
    found = []
    for model in models:
        for field in model._meta.get_fields():
            if getattr(field, "concrete", False) and field.is_relation:
                here, there = FLOOR_OF[model._meta.app_label], FLOOR_OF.get(field.related_model._meta.app_label, 0)
                if there > here:
                    found.append(f"{model.__name__}.{field.name}")
    return found


def own_models() -> list:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOOR_OF]


def test_foreign_keys_point_down() -> None:
    assert upward(own_models()) == []


def test_an_upward_key_would_be_found(monkeypatch) -> None:
    monkeypatch.setitem(FLOOR_OF, "billers", -1)
    assert upward(own_models()) != []


def test_every_owned_table_names_its_biller() -> None:
    from pilotage.billers.models import Owned

    owned = [model for model in own_models() if issubclass(model, Owned)]
    assert len(owned) > 10
    assert [model.__name__ for model in owned if model._meta.get_field("biller").null] == []
