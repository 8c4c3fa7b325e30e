"""Every kind of tampering with the trail is found: edit, delete, insert, reorder, cut at the end; and nothing else is."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from pilotage.core import chain
from pilotage.core.ids import new_id
from pilotage.core.models import Anchor, AuditHead, Event
from pilotage.core.operations import change
from pilotage.core.operations.anchoring import anchor_chain
from pilotage.core.operations.erasing import erase_content
from pilotage.core.verify import verify_chain
from pilotage.core.viewer import system
from pilotage.people.models import Team
from story import NOW

EVENTS = 14
SEED, ROUNDS = 20261121, 400


@pytest.fixture
def trail(db: None) -> int:
    """A trail of some events with an anchor in its middle; returns its last number."""
    for n in range(EVENTS):
        with change(by=system(), now=NOW + timedelta(minutes=n)) as c:
            c.create(Team, name=f"Team {n}")
        if n == EVENTS // 2:
            anchor_chain(by=system(), now=NOW + timedelta(minutes=n))
    return AuditHead.objects.get().seq


def rechain(first: int) -> None:
    """What a careful forger does: every link from `first` on is computed anew, and the head is moved to the end."""
    before = Event.objects.filter(seq__lt=first).order_by("-seq").first()
    seq, previous = (before.seq, before.chain_hash) if before else (0, chain.GENESIS)
    for event in Event.objects.filter(seq__gte=first).order_by("seq"):
        seq = event.seq
        previous = chain.link(
            previous=previous, seq=seq, uid=event.uid, at=event.at, kind=event.kind, record_id=event.record_id,
            scope_id=event.scope_id, actor_id=event.actor_id, digest=event.digest,
        )  # fmt: skip
        Event.objects.filter(seq=seq).update(chain_hash=previous)
    AuditHead.objects.update(seq=seq, chain_hash=previous)


def edit_content(dice: random.Random, last: int) -> int:
    event = Event.objects.get(seq=dice.randint(1, last))
    payload = event.payload | {dice.choice(["actor", "title", "note", "address"]): "Somebody else"}
    Event.objects.filter(seq=event.seq).update(payload=payload)
    return event.seq


def edit_content_and_its_digest(dice: random.Random, last: int) -> int:
    event = Event.objects.get(seq=dice.randint(1, last))
    payload = event.payload | {"after": {"name": "Forged"}}
    Event.objects.filter(seq=event.seq).update(payload=payload, digest=chain.digest_of(payload, event.salt))
    return event.seq


def edit_a_column(dice: random.Random, last: int) -> int:
    seq = dice.randint(1, last)
    new = dice.choice([
        {"at": NOW - timedelta(days=9)}, {"kind": "core.forged"}, {"record_id": new_id()}, {"scope_id": new_id()},
        {"actor_id": 99}, {"uid": new_id()}, {"salt": "00" * 16}, {"digest": "ab" * 32}, {"chain_hash": "cd" * 32},
    ])  # fmt: skip
    Event.objects.filter(seq=seq).update(**new)
    return seq


def empty_content(dice: random.Random, last: int) -> int:
    seq = dice.randint(1, last)
    Event.objects.filter(seq=seq).update(payload=None, salt=dice.choice([None, "00" * 16]))
    return seq


def delete_one(dice: random.Random, last: int) -> int:
    seq = dice.randint(1, last)
    Event.objects.filter(seq=seq).delete()
    return seq


def delete_one_and_close_the_gap(dice: random.Random, last: int) -> int:
    seq = dice.randint(1, last - 1)
    Event.objects.filter(seq=seq).delete()
    for later in range(seq + 1, last + 1):
        Event.objects.filter(seq=later).update(seq=later - 1)
    return seq


def insert_one(dice: random.Random, last: int) -> int:
    seq = dice.randint(1, last)
    for later in range(last, seq - 1, -1):
        Event.objects.filter(seq=later).update(seq=later + 1)
    like = Event.objects.get(seq=seq + 1)
    Event.objects.create(
        seq=seq, uid=new_id(), at=like.at, kind=like.kind, payload=like.payload, salt=like.salt, digest=like.digest,
        chain_hash=like.chain_hash,
    )  # fmt: skip
    return seq


def insert_before_the_first(dice: random.Random, last: int) -> int:
    like, seq = Event.objects.get(seq=1), dice.choice([0, -3])
    Event.objects.create(
        seq=seq, uid=new_id(), at=like.at, kind=like.kind, payload=like.payload, salt=like.salt,
        digest=like.digest, chain_hash=like.chain_hash,
    )  # fmt: skip
    return seq


def append_one_that_follows(dice: random.Random, last: int) -> int:
    like, uid = Event.objects.get(seq=last), new_id()
    Event.objects.create(
        seq=last + 1, uid=uid, at=like.at, kind=like.kind, payload=like.payload, salt=like.salt, digest=like.digest,
        chain_hash=chain.link(
            previous=like.chain_hash, seq=last + 1, uid=uid, at=like.at, kind=like.kind, record_id=None, scope_id=None,
            actor_id=None, digest=like.digest,
        ),
    )  # fmt: skip
    return last + 1


def reorder_two(dice: random.Random, last: int) -> int:
    one, other = sorted(dice.sample(range(1, last + 1), 2))
    Event.objects.filter(seq=one).update(seq=10_000)
    Event.objects.filter(seq=other).update(seq=one)
    Event.objects.filter(seq=10_000).update(seq=other)
    return one


def cut_the_end(dice: random.Random, last: int) -> int:
    first_gone = dice.randint(1, last)
    Event.objects.filter(seq__gte=first_gone).delete()
    return first_gone


def cut_the_end_and_move_the_head(dice: random.Random, last: int) -> int:
    anchored = Anchor.objects.get().seq
    first_gone = dice.randint(1, anchored)
    Event.objects.filter(seq__gte=first_gone).delete()
    rechain(first_gone)
    return first_gone


def rewrite_from_before_the_anchor(dice: random.Random, last: int) -> int:
    anchored = Anchor.objects.get().seq
    seq = dice.randint(1, anchored)
    event = Event.objects.get(seq=seq)
    payload = event.payload | {"note": "Forged"}
    Event.objects.filter(seq=seq).update(payload=payload, digest=chain.digest_of(payload, event.salt))
    rechain(seq)
    return anchored


def change_the_head(dice: random.Random, last: int) -> int:
    AuditHead.objects.update(chain_hash="ef" * 32)
    return last


def move_the_head_back(dice: random.Random, last: int) -> int:
    seq = dice.randint(Anchor.objects.get().seq, last - 1)
    AuditHead.objects.update(seq=seq, chain_hash=Event.objects.get(seq=seq).chain_hash)
    return seq + 1


def lose_the_head(dice: random.Random, last: int) -> int:
    AuditHead.objects.all().delete()
    return 1


TAMPERINGS: list[Callable[[random.Random, int], int]] = [
    edit_content, edit_content_and_its_digest, edit_a_column, empty_content, delete_one, delete_one_and_close_the_gap,
    insert_one, insert_before_the_first, append_one_that_follows, reorder_two, cut_the_end, cut_the_end_and_move_the_head,
    rewrite_from_before_the_anchor, change_the_head, move_the_head_back, lose_the_head,
]  # fmt: skip


def test_an_untouched_trail_is_whole(trail: int) -> None:
    found = verify_chain()
    assert found.answer() == {"valid": True, "events": trail, "unsealed": 0, "first_bad": None}


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda one: one.__name__)
def test_each_kind_of_tampering_is_found_where_it_begins(trail: int, tamper) -> None:
    first = tamper(random.Random(SEED), trail)
    found = verify_chain()
    assert not found.is_valid and found.first_bad == first and found.why


def test_every_one_of_many_random_tamperings_is_found(trail: int) -> None:
    dice, missed = random.Random(SEED), []
    for number in range(ROUNDS):
        tamper = dice.choice(TAMPERINGS)
        with transaction.atomic():
            first = tamper(dice, trail)
            found = verify_chain()
            if found.is_valid or found.first_bad != first:
                missed.append((number, tamper.__name__, first, found))
            transaction.set_rollback(True)
    assert missed == []
    assert verify_chain().is_valid


def test_without_anchors_in_the_database_a_cut_is_found_by_those_kept_elsewhere(trail: int) -> None:
    kept = {trail: Event.objects.get(seq=trail).chain_hash}
    Anchor.objects.all().delete()
    Event.objects.filter(seq__gt=trail - 3).delete()
    rechain(trail - 3)
    assert verify_chain().is_valid, "this cut leaves no mark inside the database"
    found = verify_chain(kept)
    assert (found.is_valid, found.first_bad) == (False, trail - 2)


def test_a_rewritten_end_is_found_by_anchors_kept_elsewhere(trail: int) -> None:
    kept = {trail: Event.objects.get(seq=trail).chain_hash}
    Anchor.objects.all().delete()
    event = Event.objects.get(seq=trail)
    payload = event.payload | {"note": "Forged"}
    Event.objects.filter(seq=trail).update(payload=payload, digest=chain.digest_of(payload, event.salt))
    rechain(trail)
    assert verify_chain().is_valid, "this forgery leaves no mark inside the database"
    assert verify_chain(kept).first_bad == trail


def test_everything_deleted_is_found_by_anchors_kept_elsewhere(trail: int) -> None:
    kept = {trail: Event.objects.get(seq=trail).chain_hash}
    for table in (Event, Anchor, AuditHead):
        table.objects.all().delete()
    assert verify_chain(kept).first_bad == 1


def test_what_the_law_takes_leaves_the_trail_whole_and_says_so(trail: int) -> None:
    assert erase_content(events=[2, 3], reason="Asked by the person", by=system(), now=NOW) == 2
    assert Event.objects.get(seq=2).payload is None
    assert verify_chain().is_valid
    Event.objects.filter(seq=5).update(payload=None, salt=None)
    assert verify_chain().first_bad == 5
