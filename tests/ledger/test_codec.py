"""Events as bytes: canonical, read back as they were, in every version, and damage named by its position."""

import json
import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.errors import LedgerDamagedError
from otkel.facts.events import KINDS, REGISTRY, Kind
from otkel.facts.events.choices import Knowledge, Stage
from otkel.facts.events.posts import IntakeMeasured, LanesSet, PolicyChanged
from otkel.ledger import codec
from otkel.ledger.acts import Act
from otkel.ledger.codec import decode, encode
from otkel.ledger.upcasts import UPCASTS
from tests.ledger.examples import BODIES, DIGEST, HOUR_US, SAMPLES, draft, event
from tests.ledger.strategies import events

FILES = sorted(SAMPLES.glob("*.json"))
VERSIONS = [(kind.word, version) for kind in KINDS for version in range(1, kind.version + 1)]


def sample(word, version):
    return (SAMPLES / f"{word}.{version}.json").read_bytes()


def altered(place, value, word="called"):
    """Give stored bytes with one part of the envelope or of the body replaced."""
    row = json.loads(encode(event(word)))
    if isinstance(place, str):
        row[12][place] = value
    else:
        row[place] = value
    return json.dumps(row).encode()


@given(events())
def test_what_is_written_is_read_back_equal(one):
    assert decode(encode(one), one.position) == one


@given(events())
def test_equal_events_give_equal_bytes(one):
    stored = encode(one)
    assert encode(decode(stored)) == stored
    row = json.loads(stored)
    assert json.dumps(row[12], sort_keys=True) == json.dumps(row[12])
    assert len(row) == 13


@given(events("policy_changed"), st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_nothing(one, rng):
    numbers = list(one.body.numbers.items())
    rng.shuffle(numbers)
    other = msgspec.structs.replace(one.body, numbers=dict(numbers))
    assert encode(msgspec.structs.replace(one, body=other)) == encode(one)


@given(events(), st.randoms(use_true_random=False))
def test_bytes_in_another_order_of_keys_are_the_same_event(one, rng):
    row = json.loads(encode(one))
    pairs = list(row[12].items())
    rng.shuffle(pairs)
    row[12] = dict(pairs)
    assert encode(decode(json.dumps(row, indent=1).encode())) == encode(one)


def test_the_bytes_of_an_event_are_these():
    assert encode(event("called", position=12, cause=None)) == (
        b'[12,"passage/7",3,"example-called","called",2,1763546400000000,1763546401500000,'
        b'"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f","syrym",null,7,'
        b'{"appear_by_us":1763546400000000,"lane":"lane-2","late_us":null,"overtaken_trucks":2,'
        b'"queue_class":"ordinary","rule":"order_of_arrival"}]'
    )


def test_every_word_and_version_has_a_sample_and_no_other():
    assert [path.stem for path in FILES] == sorted(f"{word}.{version}" for word, version in VERSIONS)


@pytest.mark.parametrize(("word", "version"), VERSIONS)
def test_the_sample_of_every_version_is_read(word, version):
    stored = sample(word, version)
    read = decode(stored, REGISTRY[word].number)
    assert type(read.body) is REGISTRY[word].type
    assert (read.word, read.word_version) == (word, REGISTRY[word].version)
    if version == REGISTRY[word].version:
        assert encode(read) == stored
        assert read == event(word)


def test_lanes_that_were_only_counted_get_numbers():
    read = decode(sample("lanes_set", 1))
    assert read.body == LanesSet(stage=Stage.EXIT_CONTROL, open_lanes=("lane-1", "lane-2", "lane-3"))


def test_an_intake_of_old_was_counted_in_both_directions():
    assert decode(sample("intake_measured", 1)).body == IntakeMeasured(
        stage=Stage.EXIT_CONTROL,
        towards=None,
        taken_trucks=21,
        interval_us=HOUR_US,
        knowledge=Knowledge.MEASURED,
        low_trucks=21,
        high_trucks=21,
    )


@pytest.mark.parametrize(
    ("word", "version", "filled"),
    [
        ("booked", 1, {"allocation": None}),
        ("arrived", 1, {"people": None, "cargo": ()}),
        ("called", 1, {"queue_class": None}),
        ("selected", 1, {"lane": None, "sealed_pct": None}),
        ("lanes_set", 2, {"towards": None}),
        ("shift_begun", 1, {"towards": None}),
        ("shift_ended", 1, {"towards": None}),
        ("paused", 1, {"towards": None}),
        ("resumed", 1, {"towards": None}),
        ("policy_changed", 1, {"towards": None}),
        ("closed", 1, {"towards": None}),
        ("opened", 1, {"towards": None}),
    ],
)
def test_an_older_version_keeps_its_fields_and_says_nothing_of_the_new_ones(word, version, filled):
    stored = json.loads(sample(word, version))[12]
    read = decode(sample(word, version)).body
    assert {name: getattr(read, name) for name in filled} == filled
    written = json.loads(msgspec.json.encode(read))
    assert {name: value for name, value in written.items() if name not in filled} == stored
    assert written.keys() == stored.keys() | filled.keys()


def test_an_act_stored_under_an_older_version_is_the_same_act_when_it_is_repeated():
    stored = [sample("booked", 1)]
    body = decode(stored[0]).body
    repeated = draft("booked", body=body, cause=1, passage=7)
    assert Act("passage/7", [repeated], "example-booked").is_stored_as(stored)
    by_draw = draft("booked", body=BODIES["booked"], cause=1, passage=7)
    assert not Act("passage/7", [by_draw], "example-booked").is_stored_as(stored)
    assert not Act("passage/8", [repeated], "example-booked").is_stored_as(stored)
    assert not Act("passage/7", [draft("opened")], "example-booked").is_stored_as(stored)


def test_every_older_version_has_its_upcast():
    assert set(UPCASTS) == {(word, v) for word, v in VERSIONS if v < REGISTRY[word].version}


def test_upcasts_are_taken_one_version_at_a_time(monkeypatch):
    monkeypatch.setitem(codec.UPCASTS, ("opened", 1), lambda body: {**body, "floor": 2})
    monkeypatch.setitem(codec.UPCASTS, ("opened", 2), lambda body: {"stage": f"{body['where']}_control"})
    third = Kind("opened", 58, 3, REGISTRY["opened"].type)
    with pytest.raises(KeyError, match="where"):
        codec._read_old(third, 1)(b"{}")
    assert codec._read_old(third, 2)(b'{"where":"exit"}').stage is Stage.EXIT_CONTROL


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (altered(4, "teleported"), "position 5: no such word: teleported"),
        (altered(5, 3), "position 5: version 3 of called is not known, the newest is 2"),
        (altered(5, 0), "position 5: version 0 of called"),
        (altered("rule", None), r"position 5: called 2 cannot be read: .*\$\.rule"),
        (altered("colour", "red"), "position 5: called 2 cannot be read: .*colour"),
        (altered(12, []), "position 5: called 2 cannot be read"),
        (altered(12, {}), "position 5: called 2 cannot be read: .*rule"),
        (altered(0, "5"), r"position \?: no event can be read"),
        (altered(1, None), r"position \?: no event can be read"),
        (b"", r"position \?: no event can be read"),
        (b"{}", r"position \?: no event can be read"),
        (b"[1,2,3]", r"position \?: no event can be read"),
        (encode(event("called"))[:-1], r"position \?: no event can be read"),
        (encode(event("called")) + b"]", r"position \?: no event can be read"),
        (encode(event("called")).replace(b"syrym", b"\xff\xfe"), r"position \?: no event can be read"),
        (encode(event("called"))[:-1] + b",1]", r"position \?: no event can be read"),
        (b'[5,"s",1,"k","called",2,1,1,"r","p",1,7,' + b"[" * 99_999, r"position \?: no event can be read"),
    ],
)
def test_damage_is_named_by_its_position(stored, said):
    with pytest.raises(LedgerDamagedError, match=said):
        decode(stored)


def test_the_place_where_bytes_were_found_is_named():
    with pytest.raises(LedgerDamagedError, match="position 81: no event can be read"):
        decode(b"?", 81)
    with pytest.raises(LedgerDamagedError, match="position 81: the event says that it stands at 5"):
        decode(encode(event("called")), 81)


@pytest.mark.parametrize(
    ("word", "body"), [("lanes_set", {"lanes": "3"}), ("intake_measured", {"stage": "strip"})]
)
def test_damage_in_an_old_version_is_named_too(word, body):
    row = json.loads(sample(word, 1))
    row[12] = body
    with pytest.raises(LedgerDamagedError, match=f"position {row[0]}: {word} 1 cannot be read"):
        decode(json.dumps(row).encode())


def test_bytes_with_a_flipped_bit_are_another_event_or_none():
    rng = random.Random(7)
    for word in REGISTRY:
        stored = sample(word, REGISTRY[word].version)
        for _ in range(40):
            place = rng.randrange(len(stored))
            flipped = bytearray(stored)
            flipped[place] ^= 1 << rng.randrange(8)
            try:
                assert decode(bytes(flipped)) != decode(stored)
            except LedgerDamagedError:
                continue


@pytest.mark.parametrize("changes", [{"word": "left"}, {"word_version": 1}])
def test_a_word_that_is_not_that_of_the_body_is_not_written(changes):
    with pytest.raises(ValueError, match="is not called 2"):
        encode(msgspec.structs.replace(event("called"), **changes))


def test_numbers_keep_their_kind():
    body = PolicyChanged(
        policy="own",
        numbers={"whole": 1, "parts": 1.0, "small": 5e-324, "great": 2**63 - 1, "yes": True},
        provisions={},
        digest=DIGEST,
    )
    read = decode(encode(event("policy_changed", body=body))).body.numbers
    assert {name: (type(value), value) for name, value in read.items()} == {
        name: (type(value), value) for name, value in body.numbers.items()
    }


def test_a_text_outside_latin_is_kept():
    one = event("left", stream="өткел/7", client_key='"\\\n')
    assert decode(encode(one)) == one
    assert "өткел" in encode(one).decode()
    assert encode(event("left", body=BODIES["left"])) == sample("left", 1)
