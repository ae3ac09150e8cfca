"""The table of fields, the check of a description, and the numbers that are stored."""

import hashlib
import math
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.errors import InputError
from otkel.facts.events import posts
from otkel.facts.events.envelope import Draft, Event
from otkel.facts.events.mistakes import find_mistakes
from otkel.ledger.codec import decode, encode
from otkel.queueing import discipline
from otkel.queueing.discipline import Form, check_policy, digest_of, fields, from_numbers, to_numbers
from otkel.queueing.policy import CheckPlan, ClassGroup, Means, Policy, QueueClass
from otkel.queueing.policy_fields import find_field, row_fields, top_fields
from tests.queueing.wrong_policies import BOOKED, CHECK, ORDINARY, SLOTS, WRONG

ROWS = {"classes": QueueClass, "groups": ClassGroup, "checks": CheckPlan}
CODES = st.from_regex(r"[a-z0-9]([a-z0-9_.\-]{0,8}[a-z0-9])?", fullmatch=True).filter(
    lambda one: one != "none"
)


def values(field):
    """Give any value that a field may hold."""
    if field.form is Form.ROWS:
        return st.lists(structs(ROWS[field.name], row_fields(field.name)), max_size=4).map(tuple)
    found = {
        Form.CODE: CODES,
        Form.CODES: st.lists(CODES, max_size=3).map(tuple),
        Form.CHOICE: st.sampled_from(field.choices or ("",)),
        Form.YES_NO: st.booleans(),
        Form.WHOLE: st.integers(math.ceil(field.least or 0), math.floor(field.most or 0)),
        Form.NUMBER: st.floats(field.least or 0, field.most or 0),
    }[field.form]
    return found | st.none() if field.optional else found


def structs(struct, known):
    return st.fixed_dictionaries({name: values(field) for name, field in known.items()}).map(
        lambda tree: msgspec.convert(tree, struct)
    )


POLICIES = structs(Policy, top_fields())


# -- the table ----------------------------------------------------------------------------------


def test_the_table_holds_every_field_of_every_struct_once():
    wanted = set(Policy.__struct_fields__)
    wanted |= {f"{table}.{name}" for table, row in ROWS.items() for name in row.__struct_fields__}
    assert sorted(field.path for field in fields()) == sorted(wanted)


def test_each_field_says_what_it_means_and_each_number_its_range():
    for field in fields():
        assert field.meaning, field.path
        assert not field.meaning.endswith("."), field.path
        if field.form in (Form.WHOLE, Form.NUMBER):
            assert field.span, field.path
            assert field.least < field.most, field.path


def test_a_default_lies_in_its_own_range():
    for field in fields():
        if field.form in (Form.WHOLE, Form.NUMBER) and not field.required and field.default is not None:
            assert field.least <= field.default <= field.most, field.path


def test_a_field_carries_what_its_annotation_says():
    late = find_field("late_min")
    assert (late.form, late.unit, late.least, late.most, late.optional) == (
        Form.WHOLE,
        "min",
        -1440,
        100_000,
        True,
    )
    cap = find_field("classes.cap_pct")
    assert (cap.form, cap.unit, cap.table, cap.name, cap.in_kernel) == (
        Form.NUMBER,
        "%",
        "classes",
        "cap_pct",
        True,
    )
    assert find_field("mode").choices == ("live", "shadow")
    assert find_field("call_reasons").in_kernel is False
    assert find_field("name").required
    assert find_field("checks.stage").required
    assert find_field("classes.nothing") is None


def test_every_annotation_of_a_number_states_a_range():
    """A number without a range would be read whatever it is."""
    for struct in (Policy, *ROWS.values()):
        for hint in struct.__annotations__.values():
            assert "Means(" in str(hint) or any(isinstance(one, Means) for one in get_args(hint))


# -- what is wrong with a description -----------------------------------------------------------

AT = 1_700_000_000_000_000
GROUP = {"name": "g", "cap_pct": 5}


def said(phrase):
    return phrase.text.format(**phrase.values)


@pytest.mark.parametrize(("tree", "path", "what"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_path(tree, path, what):
    if isinstance(tree, dict) and path != "name":
        tree = {"name": "post", **tree}
    policy, mistakes = check_policy(tree)
    assert policy is None
    assert [(one.where.field, said(one.what)) for one in mistakes] == [(path, what)]
    assert said(mistakes[0].do)


def test_every_mistake_is_told_and_not_only_the_first():
    tree = {"slot_min": "x", "late_min": 10**9, "classes": [{"nme": "a"}], "deposit": "maybe"}
    _, mistakes = check_policy(tree)
    assert [one.where.field for one in mistakes] == [
        "slot_min", "late_min", "classes[0].nme", "classes[0].name", "deposit", "name",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("slot_mins", "slot_min"),
        ("keepalive_h", "keep_alive_h"),
        ("release", "releasing"),
        ("late-min", "late_min"),
    ],
)
def test_the_nearest_field_is_named(key, near):
    _, (mistake,) = check_policy({"name": "post", key: 1})
    assert said(mistake.do) == f"did you mean {near}?"


def test_the_range_and_the_unit_are_told():
    _, (mistake,) = check_policy({"name": "post", "late_min": 10**9})
    assert said(mistake.do) == "write a number from -1440 to 100,000 [min]"


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"early_min": 180, "late_min": -10},
        {"early_min": 11, "late_min": -10},
        {**SLOTS, "classes": [ORDINARY, {**BOOKED, "list_days": 7}]},
        {**SLOTS, "horizon_days": 0, "allocating": "draw", "classes": [ORDINARY, BOOKED]},
        {**SLOTS, "classes": [BOOKED], "fallback": "booked"},
        {"classes": [ORDINARY, {"name": "a", "group": "g", "cap_pct": 5}], "groups": [GROUP]},
        {"checks": [CHECK, {**CHECK, "lane": "a"}, {**CHECK, "lane": "b", "random_pct": 2}]},
        {"roadside": True, "checks": [{**CHECK, "stage": "roadside_check"}]},
        {"mode": "shadow"},
        {"first_per_h": 7},
    ],
)  # fmt: skip
def test_what_is_right_is_taken(tree):
    policy, mistakes = check_policy({"name": "post", **tree})
    assert mistakes == ()
    assert policy.name == "post"


def test_a_whole_number_is_read_into_a_field_of_fractions():
    policy, _ = check_policy({"name": "post", "first_per_h": 7})
    assert type(policy.first_per_h) is float


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(PLAIN)
def test_no_value_breaks_the_check(value):
    for field in top_fields():
        policy, mistakes = check_policy({"name": "post", field: value})
        assert (policy is None) == bool(mistakes)


@given(POLICIES)
def test_what_the_check_takes_it_takes_again_and_gives_back_the_same(policy):
    tree = msgspec.to_builtins(policy)
    read, mistakes = check_policy(tree)
    assert (read is None) == bool(mistakes)
    assert read in (None, policy)


# -- the stored numbers -------------------------------------------------------------------------


@given(POLICIES)
def test_from_numbers_is_the_exact_inverse_of_to_numbers(policy):
    assert from_numbers(to_numbers(policy)) == policy


@given(POLICIES)
def test_the_event_takes_the_numbers_and_the_ledger_gives_them_back(policy):
    body = posts.PolicyChanged(
        policy=policy.name, towards=None, numbers=to_numbers(policy), provisions={}, digest=digest_of(policy)
    )
    assert find_mistakes(Draft(occurred_us=AT, recorded_by="app", point="syrym", body=body)) == ()
    event = Event(
        position=1, stream="post/syrym", version=1, client_key="k", word="policy_changed", word_version=2,
        occurred_us=AT, recorded_us=AT, recorded_by="app", point="syrym", body=body,
    )  # fmt: skip
    again = from_numbers(decode(encode(event), 1).body.numbers)
    assert again == policy
    assert digest_of(again) == body.digest


@given(POLICIES, POLICIES)
def test_a_digest_tells_two_policies_apart(one, other):
    assert (digest_of(one) == digest_of(other)) == (one == other)


def test_rows_become_parallel_columns():
    policy = Policy(
        name="post",
        classes=(QueueClass(name="ordinary"), QueueClass(name="mail", cap_pct=1.5, group="g")),
        groups=(ClassGroup(name="g", cap_pct=5.0),),
    )
    numbers = to_numbers(policy)
    assert numbers["classes.name"] == ("ordinary", "mail")
    assert numbers["classes.cap_pct"] == ("none", 1.5)
    assert numbers["classes.group"] == ("none", "g")
    assert numbers["groups.cap_pct"] == (5,)
    assert numbers["late_min"] is None
    assert numbers["first_per_h"] == 10
    assert type(numbers["first_per_h"]) is int
    assert "classes" not in numbers


def test_a_missing_number_takes_its_default():
    assert from_numbers({"name": "post"}) == Policy(name="post")
    assert from_numbers({"name": "post", "classes.name": ["a"]}).classes == (QueueClass(name="a"),)


def test_a_number_of_a_newer_otkel_is_refused_by_name():
    with pytest.raises(InputError) as caught:
        from_numbers({"name": "post", "lanes_most": 3, "classes.colour": ("red",)})
    assert [one.where.field for one in caught.value.mistakes] == ["lanes_most", "classes.colour"]
    assert said(caught.value.mistakes[0].what).endswith("that this Otkel does not know: lanes_most")
    assert said(caught.value.mistakes[0].do) == "take the newer Otkel that wrote it"


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"name": "post", "late_min": "soon"},
        {"name": "post", "classes.name": ("a", "b"), "classes.rank": (1,)},
        {"name": "post", "classes.rank": (1,)},
        {"name": "post", "classes.name": "ordinary"},
        {"name": "post", "classes.name": None},
        {"name": "post", "classes": ()},
        {"name": "post", "slot_min": 1.5},
    ],
)
def test_numbers_that_are_no_policy_are_refused(numbers):
    with pytest.raises(InputError):
        from_numbers(numbers)


def test_a_digest_is_pinned():
    """A digest that changes would break the promise that an old policy keeps its name."""
    assert (
        digest_of(Policy(name="post")) == "efb38073e79ecf503b76b7ec95c04cde13efa30c611e640f5844fa1b26e0206d"
    )


def test_a_new_field_that_holds_its_default_changes_no_digest():
    """The digest leaves defaults out: otherwise a newer Otkel would call every old policy another one."""
    policy = Policy(name="post", classes=(QueueClass(name="ordinary"), QueueClass(name="a")))
    short = {"name": "post", "classes.name": ["ordinary", "a"]}
    assert digest_of(policy) == hashlib.sha256(msgspec.json.encode(short, order="sorted")).hexdigest()


def test_what_others_import_is_given_from_one_place():
    assert set(discipline.__all__) <= set(dir(discipline))
