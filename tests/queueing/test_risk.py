"""Risk rules: points and reasons from goods, papers, way and seal, and never from who somebody is."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.queueing.risk import Score, check_rules, not_known, rules_digest, score
from otkel.queueing.risk_rules import FEATURES, MOST_RULES, MOST_VALUES

SALT = bytes(range(32))


def rule(when, points=40, reason="goods", name="one"):
    return {"id": name, "reason": reason, "points": points, "when": when}


def rules_of(*rules):
    found = check_rules({"rules": list(rules)})
    assert isinstance(found, tuple), found
    return found


def points(when, features):
    return score(rules_of(rule(when)), features).points


def places_of(tree):
    found = check_rules(tree)
    assert isinstance(found, list)
    assert all(one.what.text and one.do.text for one in found)
    return {one.where.field for one in found}


@pytest.mark.parametrize(
    ("when", "fits", "fits_not"),
    [
        ({"procedure": {"eq": "im40"}}, {"procedure": "im40"}, {"procedure": "im4"}),
        ({"procedure": "im40"}, {"procedure": "im40"}, {}),
        ({"hs4": {"in": ["6103", "0603"]}}, {"hs4": ("8471", "0603")}, {"hs4": ("8471", "603")}),
        ({"gross_kg": {"at_least": 1000}}, {"gross_kg": 1000}, {"gross_kg": Decimal("999.999")}),
        ({"gross_kg": {"at_most": "2.5"}}, {"gross_kg": 2.5}, {"gross_kg": 2.51}),
        ({"gross_kg": {"at_least": 1, "at_most": 3}}, {"gross_kg": 2}, {"gross_kg": 4}),
        ({"gross_kg": {"eq": "2.50"}}, {"gross_kg": 2.5}, {"gross_kg": 2}),
        ({"gross_kg": {"at_most": 3}}, {"gross_kg": -1}, {"gross_kg": None}),
        ({"gross_kg": {"at_most": 3}}, {"gross_kg": 0}, {"gross_kg": float("nan")}),
        ({"gross_kg": {"at_most": 3}}, {"gross_kg": 0}, {"gross_kg": "2"}),
        ({"gross_kg": {"at_most": 3}}, {"gross_kg": 0}, {"gross_kg": True}),
        ({"first_crossing": True}, {"first_crossing": True}, {"first_crossing": False}),
        ({"first_crossing": "true"}, {"first_crossing": True}, {}),
        ({"empty": {"eq": False}}, {"empty": False}, {"empty": True}),
        ({"seal": "missing"}, {}, {"seal": "quiet"}),
        ({"hs4": "missing"}, {"hs4": ()}, {"hs4": ("6103",)}),
        ({"hs4": "6103"}, {"hs4": ["6103"]}, {"hs4": (6103.5,)}),
    ],
)
def test_each_condition(when, fits, fits_not):
    assert points(when, fits) == 40
    assert points(when, fits_not) == 0


def test_a_truck_must_fit_all_conditions_of_a_rule():
    when = {"origin": "CN", "first_crossing": True}
    assert points(when, {"origin": ("CN",), "first_crossing": True}) == 40
    assert points(when, {"origin": ("CN",), "first_crossing": False}) == 0


def test_points_add_up_and_the_reason_with_the_most_is_told():
    rules = rules_of(
        rule({"origin": "CN"}, 30, "goods", "a"), rule({"seal": "none"}, 40, "seal", "b"),
        rule({"empty": False}, 20, "goods", "c"), rule({"transit": True}, 500, "way", "d"),
    )  # fmt: skip
    told = score(rules, {"origin": "CN", "seal": "none", "empty": False})
    assert told == Score(90, "goods", ("a", "b", "c"))
    assert score(rules, {"origin": "CN", "seal": "none"}) == Score(70, "seal", ("a", "b"))
    assert score(rules, {}) == Score(0, None, ())
    assert score((), {"origin": "CN"}) == Score()


def test_of_equal_reasons_the_first_is_told():
    rules = rules_of(rule({"seal": "none"}, 40, "seal", "b"), rule({"origin": "CN"}, 40, "goods", "a"))
    assert score(rules, {"origin": "CN", "seal": "none"}).reason == "seal"


@pytest.mark.parametrize(
    "feature",
    ["nationality", "driver_nationality", "citizenship", "driver", "driver_name", "name", "surname",
     "passport_no", "birth_year", "sex", "religion", "ethnicity", "plate", "phone", "Driver-Age",
     "vehicle_registration_country"],
)  # fmt: skip
def test_no_rule_asks_who_somebody_is_and_it_is_said_why(feature):
    found = check_rules({"rules": [rule({feature: "KZ"})]})
    assert isinstance(found, list)
    assert [one.what.text for one in found] == ["{feature} would select people for who they are"]
    assert "no rule may ask about a person" in found[0].do.text


def test_nothing_that_may_be_asked_is_of_a_person():
    words = ("nation", "citizen", "driver", "name", "person", "plate")
    assert not [one for one in FEATURES if any(word in one for word in words)]


def test_an_unknown_feature_is_told_with_the_nearest():
    found = check_rules({"rules": [rule({"hs_4": "6103"})]})
    assert isinstance(found, list)
    assert found[0].do.values["options"] == ("hs4",)


@pytest.mark.parametrize(
    ("tree", "places"),
    [
        (None, {"rules"}), ([], {"rules"}), ({}, {"rules"}), ({"rules": {}}, {"rules"}),
        ({"rules": [], "more": 1}, {"rules"}),
        ({"rules": [rule({"hs4": "1"})] * (MOST_RULES + 1)}, {"rules"}),
        ({"rules": [3, None]}, {"rules[0]", "rules[1]"}),
        ({"rules": [{}]}, {"rules[0].id", "rules[0].reason", "rules[0].points", "rules[0].when"}),
        ({"rules": [rule({"hs4": "1"}) | {"weight": 1}]}, {"rules[0]"}),
        ({"rules": [rule({"hs4": "1"}), rule({"hs4": "2"})]}, {"rules[1].id"}),
        ({"rules": [rule({"hs4": "1"}, name="A b")]}, {"rules[0].id"}),
        ({"rules": [rule({})]}, {"rules[0].when"}), ({"rules": [rule([])]}, {"rules[0].when"}),
        ({"rules": [rule({"hs4": []})]}, {"rules[0].when.hs4"}),
        ({"rules": [rule({"hs4": {}})]}, {"rules[0].when.hs4"}),
        ({"rules": [rule({"hs4": None})]}, {"rules[0].when.hs4"}),
        ({"rules": [rule({"hs4": {"at_least": "3"}})]}, {"rules[0].when.hs4"}),
        ({"rules": [rule({"hs4": {"missing": "3"}})]}, {"rules[0].when.hs4"}),
        ({"rules": [rule({"empty": {"in": ["true"]}})]}, {"rules[0].when.empty"}),
        ({"rules": [rule({"hs4": {"in": "6103"}})]}, {"rules[0].when.hs4.in"}),
        ({"rules": [rule({"hs4": {"in": []}})]}, {"rules[0].when.hs4.in"}),
        ({"rules": [rule({"hs4": {"in": ["1"] * (MOST_VALUES + 1)}})]}, {"rules[0].when.hs4.in"}),
        ({"rules": [rule({"hs4": {"in": ["1", {}]}})]}, {"rules[0].when.hs4.in[1]"}),
        ({"rules": [rule({"hs4": {"eq": "a b"}})]}, {"rules[0].when.hs4.eq"}),
        ({"rules": [rule({"gross_kg": {"at_least": "1e99"}})]}, {"rules[0].when.gross_kg.at_least"}),
        ({"rules": [rule({"gross_kg": {"at_most": "nan"}})]}, {"rules[0].when.gross_kg.at_most"}),
        ({"rules": [rule({"empty": "maybe"})]}, {"rules[0].when.empty"}),
    ],
)  # fmt: skip
def test_everything_wrong_is_told_by_its_place(tree, places):
    assert places_of(tree) == places


@pytest.mark.parametrize("points", [0, 1001, -3, "1.5", 2.5, True, None, "²", []])
def test_what_are_no_points_is_told(points):
    assert places_of({"rules": [rule({"hs4": "6103"}, points=points)]}) == {"rules[0].points"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["rules", "id", "when", "hs4", "eq", "in", "gross_kg", "points"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_data_makes_the_check_raise(tree):
    for one in (tree, {"rules": tree}, {"rules": [tree]}, {"rules": [rule(tree)]}):
        assert isinstance(check_rules(one), list | tuple)


def test_the_digest_binds_every_part_and_cannot_be_guessed():
    base = rule({"hs4": {"in": ["6103", "0603"]}})
    first = rules_digest(rules_of(base), SALT)
    assert first == rules_digest(rules_of(base), SALT)
    others = [
        rules_of(base | {"points": 41}), rules_of(base | {"reason": "other"}), rules_of(base | {"id": "two"}),
        rules_of(rule({"hs4": {"in": ["0603", "6103"]}})), rules_of(rule({"hs4": "6103"})), (),
    ]  # fmt: skip
    digests = {first, *(rules_digest(one, SALT) for one in others), rules_digest(rules_of(base), bytes(32))}
    assert len(digests) == 8
    for salt in (b"", bytes(31), bytes(33)):
        with pytest.raises(ValueError, match="32"):
            rules_digest(rules_of(base), salt)


def test_the_digest_is_pinned():
    rules = rules_of(rule({"hs4": "6103"}))
    assert msgspec.json.encode(list(rules), order="sorted") == (
        b'[{"id":"one","points":40,"reason":"goods","when":[{"ask":"eq","feature":"hs4","values":["6103"]}]}]'
    )
    assert rules_digest(rules, SALT) == "ae577506e2d3bf88ef71d071cd15dbe17afe35658491319406947acfee3ebfff"


def test_as_much_as_is_allowed_is_allowed():
    values = [str(number) for number in range(MOST_VALUES)]
    rules = [rule({"hs4": {"in": values}}, points=1000, name=f"r{at}") for at in range(MOST_RULES)]
    assert len(rules_of(*rules)) == MOST_RULES
    assert len(rules_of(rule({"hs4": "1"}, points="1"))) == 1


@pytest.mark.parametrize(
    ("features", "lacking"),
    [
        ({}, ("origin", "gross_kg")),
        ({"origin": "CN"}, ("gross_kg",)),
        ({"origin": "KZ"}, ()),  # the rule cannot fit any more
        ({"origin": ()}, ()),  # it is known that there is none
        ({"gross_kg": None, "origin": ("CN",)}, ("gross_kg",)),
        ({"origin": "CN", "gross_kg": 1}, ()),
        ({"seal": "none"}, ()),
    ],
)
def test_what_is_asked_and_not_known_is_told_where_it_matters(features, lacking):
    rules = rules_of(rule({"origin": "CN", "gross_kg": {"at_least": 1}, "seal": "missing"}))
    assert not_known(rules, features) == lacking
    if lacking:
        assert score(rules, features).points == 0
