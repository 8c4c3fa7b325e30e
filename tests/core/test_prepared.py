"""What is prepared before a transaction ends up exactly as if it had been written row by row, or not at all."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError

from pilotage.billers import operations as billers
from pilotage.billers.models import Biller, Contact, Integration, InvoiceType, Phase
from pilotage.core import chain, reactions
from pilotage.core.errors import Stale
from pilotage.core.models import DueReaction, Event, Record
from pilotage.core.operations import Prepared, change
from pilotage.core.operations.spooling import PORTION, Spool
from pilotage.core.verify import verify_chain
from story import NOW

LATER = NOW + timedelta(hours=1)
FIRST, LAST = date(2027, 1, 4), date(2027, 3, 1)
NAME = 'Zoë\'s "Water"\\{a,b}, NULL\n\tand 水 & 💧 {}'


def facts(key: str) -> dict:
    return {
        "external_id": key,
        "name": NAME,
        "vertical": "utility",
        "state": "TX",
        "mrr_amount": Decimal("4200.50"),
        "is_enterprise": True,
        "contract_date": FIRST,
    }


def write(maker, key: str, product) -> None:
    """The same rows through a change or through what is prepared: both have `create` and `log`."""
    biller = maker.create(Biller, note="all of it", **facts(key))
    owned = {"biller": biller, "scope": biller.pk}
    integration = maker.create(Integration, external_id=f"{key}-i", product=product, **owned)
    phase = maker.create(
        Phase,
        external_id=f"{key}-p",
        integration=integration,
        target_go_live_date=LAST,
        event="billers.planned",
        **owned,
    )
    maker.create(Contact, external_id=f"{key}-c", name="Ann \\N", **owned)
    maker.create(InvoiceType, name="Water bills", **owned)
    maker.log("billers.target_go_live_set", phase, after={"target_go_live_date": "2027-03-01"}, note="said")


def stored(key: str) -> list:
    """Every row, record, event and owed reaction of a biller, without what no two rows share: keys, salts and places."""
    biller = Biller.objects.everywhere().get(external_id=key)
    names = {str(pk): title for pk, title in Record.objects.values_list("pk", "title")}

    def told(values: dict) -> dict:
        gone = ("id", "record_id", "uid", "seq", "salt", "digest", "chain_hash", "event_uid", "event_seq")
        return {
            name: names.get(str(value), repr(value).replace(key, "…"))
            for name, value in values.items()
            if name not in gone
        }

    found = []
    for model in (Biller, Integration, Phase, Contact, InvoiceType):
        own = {"pk": biller.pk} if model is Biller else {"biller": biller}
        found += [told(row) for row in model.objects.everywhere().filter(**own).values()]
    found += [told(row) for row in Record.objects.filter(scope=biller.pk).order_by("kind").values()]
    events = Event.objects.filter(scope_id=biller.pk).order_by("seq")
    for event in events.values():
        payload = event.pop("payload")
        after = {name: names.get(value, value) for name, value in payload["after"].items()}
        before = {name: names.get(value, value) for name, value in payload["before"].items()}
        record = names.get(str(event["record_id"]))
        found.append(told(event) | {"record": record} | repr_of(payload | {"before": before, "after": after}, key))
    owed = DueReaction.objects.filter(event_uid__in=events.values("uid")).order_by("event_seq", "reaction")
    return found + [told(row) for row in owed.values()]


def repr_of(payload: dict, key: str) -> dict:
    return {name: repr(value).replace(key, "…") for name, value in payload.items()}


@pytest.fixture
def prepare(admin):
    return lambda: Prepared(by=admin, now=NOW)


def test_prepared_rows_are_exactly_those_of_a_change(admin, product, prepare) -> None:
    with change(by=admin, now=NOW) as c:
        write(c, "key1", product)
    prepared = prepare()
    write(prepared, "key2", product)
    assert not Biller.objects.everywhere().filter(external_id="key2").exists()
    with change(by=admin, now=NOW) as c:
        prepared.write(c)
    told = stored("key2")
    assert told == stored("key1") and len(told) == 5 + 4 + 6 + len(
        reactions.names_for("billers.target_go_live_set")
    ) + sum(
        len(reactions.names_for(f"billers.{name}_created"))
        for name in ("biller", "integration", "contact", "invoicetype")
    )
    assert verify_chain().is_valid


def test_prepared_changes_are_exactly_those_of_a_change(admin, make_biller, prepare) -> None:
    one, two = make_biller("key1"), make_biller("key2")
    fields = {"name": NAME, "mrr_amount": None, "contract_date": LAST, "state": "TX"}
    with change(by=admin, now=NOW) as c:
        c.save(one, note="said", **fields)
        c.save(one, kind="billers.renamed", name="Elm", state="OH")
    prepared = prepare()
    seen = prepared.save(two, seen=1, note="said", **fields)
    assert prepared.save(two, seen=seen, kind="billers.renamed", name="Elm", state="OH") == 3
    assert prepared.save(two, seen=3, name="Elm") == 3
    with change(by=admin, now=NOW) as c:
        prepared.write(c)
    assert Record.objects.get(pk=two.pk).title == "Elm" and Record.objects.get(pk=two.pk).version == 3
    assert stored("key2") == stored("key1") and verify_chain().is_valid


def test_prepared_events_come_after_those_that_the_change_has_logged_and_before_later_ones(admin, prepare) -> None:
    prepared = prepare()
    prepared.create(Biller, **facts("key1"))
    with change(by=admin, now=NOW) as c:
        c.log("core.tested_before", None)
        prepared.write(c)
        c.log("core.tested_after", None)
    kinds = list(Event.objects.order_by("-seq").values_list("kind", flat=True)[:3])
    assert kinds == ["core.tested_after", "billers.biller_created", "core.tested_before"]
    assert verify_chain().is_valid


def test_events_of_others_that_came_meanwhile_stay_in_the_chain(admin, make_biller, prepare) -> None:
    prepared = prepare()
    prepared.create(Biller, **facts("key1"))
    make_biller("somebody else's")
    with change(by=admin, now=LATER) as c:
        prepared.write(c)
    assert verify_chain().is_valid and Biller.objects.everywhere().count() == 2


@pytest.mark.parametrize("amount", ["1.00", "4200.00"])
def test_a_row_that_moved_on_since_it_was_read_keeps_everything_out(admin, make_biller, prepare, amount) -> None:
    biller, other = make_biller("key1"), make_biller("key2")
    prepared = prepare()
    prepared.create(Biller, **facts("key3"))
    prepared.save(other, seen=1, name="Two")
    prepared.save(biller, seen=1, name="Elm")
    theirs = Biller.objects.everywhere().get(pk=biller.pk)
    billers.change_biller(by=admin, now=NOW, biller=theirs, website="https://example.com", mrr_amount=amount)
    events = Event.objects.count()
    with pytest.raises(Stale), change(by=admin, now=LATER) as c:
        prepared.write(c)
    assert Event.objects.count() == events and verify_chain().is_valid
    assert set(Biller.objects.everywhere().values_list("name", flat=True)) == {"key1", "key2"}
    assert set(Record.objects.filter(kind="biller").values_list("title", flat=True)) == {"key1", "key2"}


def test_a_row_that_is_taken_meanwhile_keeps_everything_out(admin, make_biller, prepare) -> None:
    prepared = prepare()
    prepared.create(Biller, **facts("key1"))
    make_biller("key1")
    with pytest.raises(IntegrityError), change(by=admin, now=NOW) as c:
        prepared.write(c)
    assert Biller.objects.everywhere().count() == 1 and verify_chain().is_valid


def test_nothing_is_cut_or_rounded_on_its_way(admin, prepare) -> None:
    from django.db import connection

    prepared = prepare()
    prepared.create(Biller, **facts("key1") | {"state": "Texas"})
    if connection.vendor == "postgresql":
        with pytest.raises(DataError), change(by=admin, now=NOW) as c:
            prepared.write(c)
        assert not Biller.objects.everywhere().exists()
    else:
        with change(by=admin, now=NOW) as c:
            prepared.write(c)
        assert Biller.objects.everywhere().get().state == "Texas"


def test_more_rows_than_a_portion_and_than_memory_holds_come_in_their_order(admin, prepare) -> None:
    prepared = prepare()
    number = 2 * PORTION + 3
    for place in range(number):
        row = prepared.create(Biller, external_id=f"b{place}", name=f"{NAME} {place}", website="w" * 150)
        prepared.create(InvoiceType, biller=row, name="Water bills", scope=row.pk)
    with change(by=admin, now=NOW) as c:
        prepared.write(c)
    titles = (
        Event.objects.filter(kind="billers.biller_created").order_by("seq").values_list("payload__title", flat=True)
    )
    assert list(titles) == [f"{NAME} {place}" for place in range(number)]
    assert Record.objects.filter(title=f"{NAME} {number - 1}").count() == 1
    assert Record.objects.filter(kind="biller").count() == InvoiceType.objects.everywhere().count() == number
    assert verify_chain().is_valid


def test_a_spool_gives_each_key_its_rows_in_order_and_leaves_no_file(settings) -> None:
    before = set(settings.PILOTAGE_HOME.iterdir())
    spool = Spool()
    for place in range(3 * PORTION):
        spool.put(place % 2, (place, "x" * 2000))
    found: dict[int, list[int]] = {0: [], 1: []}
    for key, rows in spool.portions():
        found[key] += [row[0] for row in rows]
    assert found == {0: list(range(0, 3 * PORTION, 2)), 1: list(range(1, 3 * PORTION, 2))}
    spool.close()
    assert set(settings.PILOTAGE_HOME.iterdir()) == before


def test_a_link_is_the_same_from_its_parts() -> None:
    columns = {
        "uid": "u", "at": NOW, "kind": "k", "record_id": None, "scope_id": None, "actor_id": 7, "digest": "d",
    }  # fmt: skip
    whole = chain.link(previous=chain.GENESIS, seq=1, **columns)
    assert whole == chain.link_at(chain.GENESIS, 1, chain.link_rest(**columns))
    # what it has always been: hash before, place, columns in this order, digest
    assert (
        whole
        == chain.hashlib.sha256(f"{chain.GENESIS}|1|u|2026-11-02T15:00:00.000000Z|k|None|None|7|d".encode()).hexdigest()
    )
