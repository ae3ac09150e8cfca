"""Rules of risk that ask what happened before, what a load is worth, and what the law says of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from otkel.app.cases import FOLDER
from otkel.app.crossing.asking import Asking, Done, done_json
from otkel.app.crossing.desk import Desk, opened_ledger
from otkel.app.crossing.features import features_of
from otkel.app.crossing.past import LATELY_DAYS, asks_past, features_of_past
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import get_verb, read_envelope, read_typed
from otkel.app.words import words_for
from otkel.facts.money import Money
from otkel.facts.people import Language
from otkel.facts.trip import Procedure, Trip
from otkel.feeds.trip_file import read_trip
from otkel.ledger.vault.classes import DAY_US
from otkel.ledger.view_vehicle_past import CHECK, KEPT_US, NO_SHOW, SEAL, THROUGH, Deed, Past
from otkel.queueing.risk import check_rules
from otkel.queueing.risk_rules import FEATURES, Rule
from otkel.queueing.truck import Status, Truck
from tests.app.crossing.test_drawing import POLICY

NOW_US = 1_790_078_400_000_000
POINT = get_point("syrym")
TRUCK = Truck(passage=1, vehicle="5c" * 16, line=0, queue_class="ordinary", status=Status.CALLED, since_s=0)


def rules_of(**when: Any) -> tuple[Rule, ...]:
    found = check_rules({"rules": [{"id": "one", "reason": "goods", "points": 60, "when": when}]})
    assert isinstance(found, tuple), found
    return found


# -- what is counted ------------------------------------------------------------------------------


def deed(kind: str, days_ago: float, **more: Any) -> Deed:
    return Deed(1, kind, NOW_US - round(days_ago * DAY_US), **more)


def test_a_vehicle_that_never_was_here_has_an_empty_past() -> None:
    assert features_of_past(Past(), NOW_US) == {
        "earlier_passages": 0, "passages_30_days": 0, "first_crossing": True, "earlier_no_shows": 0,
        "days_since_check": (), "earlier_outcomes": (), "earlier_found": (), "earlier_situations": (),
    }  # fmt: skip


def test_deeds_are_counted() -> None:
    past = Past(
        [
            deed(THROUGH, 400), deed(THROUGH, LATELY_DAYS), deed(THROUGH, LATELY_DAYS + 0.1),
            deed(CHECK, 9.9, outcome="refused", found=("a", "b")), deed(NO_SHOW, 3),
            deed(CHECK, 20, outcome="fined", found=("a",)), deed(CHECK, 1, outcome="held", counts=False),
            deed(THROUGH, KEPT_US / DAY_US + 1), deed(SEAL, 1, outcome="05"),
        ]
    )  # fmt: skip
    assert features_of_past(past, NOW_US) == {
        "earlier_passages": 3, "passages_30_days": 1, "first_crossing": False, "earlier_no_shows": 1,
        "days_since_check": 9, "earlier_outcomes": ("refused", "fined"), "earlier_found": ("a", "b"),
        "earlier_situations": ("05",),
    }  # fmt: skip


def test_the_past_is_asked_only_where_a_rule_does() -> None:
    assert asks_past(rules_of(first_crossing=True, origin="CN"))
    assert not asks_past(rules_of(origin="CN"))


# -- what a trip tells ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trip() -> Trip:
    return read_trip(FOLDER / "2026-08-14-everything-right.yaml").trip


def of(trip: Trip | None, name: str) -> Any:
    """Give one feature of a trip."""
    rules = rules_of(**{name: {"eq": "true"} if FEATURES[name] == "yes_no" else "missing"})
    return features_of(TRUCK, trip, rules).get(name)


def with_goods(trip: Trip, **change: Any) -> Trip:
    load = trip.consignments[0]
    goods = (msgspec.structs.replace(load.goods[0], **change), *load.goods[1:])
    load = msgspec.structs.replace(load, goods=goods[:1])
    return msgspec.structs.replace(trip, consignments=(load,))


def test_a_value_is_told_by_kilogram_in_dollars(trip: Trip) -> None:
    dollars = {"customs_value": Money(Decimal(500), "USD"), "gross_kg": Decimal(200)}
    assert of(with_goods(trip, **dollars), "declared_value_usd_per_kg") == (Decimal("2.5"),)
    roubles = {"customs_value": None, "price": Money(Decimal(90_000), "RUB"), "gross_kg": Decimal(200)}
    bare = msgspec.structs.replace(with_goods(trip, **roubles), rates_rub={})
    assert of(bare, "declared_value_usd_per_kg") is None  # no rate is looked up
    rated = msgspec.structs.replace(bare, rates_rub={"USD": Decimal(90)})
    assert of(rated, "declared_value_usd_per_kg") == (Decimal(5),)
    yuan = with_goods(rated, price=Money(Decimal(1000), "CNY"), gross_kg=Decimal(100), customs_value=None)
    rates = {"USD": Decimal(90), "CNY": Decimal(9)}
    rated_yuan = msgspec.structs.replace(yuan, rates_rub=rates)
    assert of(rated_yuan, "declared_value_usd_per_kg") == (Decimal(1),)
    assert of(with_goods(trip, **(dollars | {"gross_kg": None})), "declared_value_usd_per_kg") is None
    assert of(with_goods(trip, **(dollars | {"gross_kg": Decimal(0)})), "declared_value_usd_per_kg") is None


def test_transit_is_known_where_every_procedure_is(trip: Trip) -> None:
    def by(procedure: Procedure | None) -> Trip:
        load = msgspec.structs.replace(trip.consignments[0], procedure=procedure)
        return msgspec.structs.replace(trip, consignments=(load,))

    assert of(by(Procedure.CUSTOMS_TRANSIT), "transit") is True
    assert of(by(Procedure.MUTUAL_TRADE), "transit") is False
    assert of(by(None), "transit") is None


def test_the_law_says_which_goods_are_controlled(trip: Trip) -> None:
    assert of(with_goods(trip, code="8542310000"), "controlled_goods") is True
    assert of(with_goods(trip, code="0703101900"), "controlled_goods") is False
    assert of(msgspec.structs.replace(trip, load_stated=False, consignments=()), "controlled_goods") is None


def test_of_every_feature_it_is_said_whether_it_has_a_source(trip: Trip) -> None:
    rules = rules_of(controlled_goods=True)
    known = set(features_of(TRUCK, trip, rules))
    known |= set(features_of_past(Past(), NOW_US))
    assert set(FEATURES) - known == {"first_consignee"}  # of whom no record is kept
    assert known <= set(FEATURES)


# -- at the desk ----------------------------------------------------------------------------------


class Shift:
    """A post with rules of risk."""

    def __init__(self, desk: Desk, rules: str) -> None:
        self.desk = desk
        path = desk.keys / "risk.yaml"
        path.write_text(rules, "utf-8")
        path.chmod(0o600)

    def ask(self, verb: str, at: str, **given: Any) -> Done:
        envelope = read_envelope({"at": f"2025-11-{at}"}, self.desk.zone, False)
        typed = read_typed(get_verb(verb), given, self.desk.zone, envelope, False)
        done = Asking(self.desk, Language.EN).ask(typed)
        assert done.refusal is None, done.refusal
        return done

    def goes_through(self, plate: str, at: str, **start: Any) -> Done:
        """Let a truck come and go through at once; give what was said when it was taken on."""
        self.ask("arrive", f"{at}:00", plate=plate, towards="RU")
        done = self.ask("start", f"{at}:01", plate=plate, stage="exit_control", **start)
        if done.events[-1].word == "selected":
            check = {"plate": plate, "stage": "exit_control", "check": "documents"}
            self.ask("check-start", f"{at}:02", **check)
            self.ask("check-result", f"{at}:03", **check, outcome="fined", found=["undeclared"])
        self.ask("clear", f"{at}:04", plate=plate, stage="exit_control")
        self.ask("start", f"{at}:05", plate=plate, stage="entry_control")
        self.ask("clear", f"{at}:06", plate=plate, stage="entry_control")
        return done


RULES = """rules:
  - id: new
    reason: first_crossing
    points: 60
    when: {first_crossing: true}
  - id: found
    reason: found_before
    points: 70
    when: {earlier_found: undeclared, earlier_passages: {at_least: 2}}
  - id: cheap
    reason: goods_undervalued
    points: 10
    when: {declared_value_usd_per_kg: {at_most: 2}}
  - id: consignee
    reason: new_consignee
    points: 10
    when: {first_consignee: true, earlier_passages: {at_least: 1}}
"""


@pytest.fixture
def shift(tmp_path: Path) -> Iterator[Shift]:
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY, "utf-8")
    with opened_ledger(f"sqlite:///{tmp_path}/queue.db", is_new=True) as ledger:
        made = Shift(ledger.desk(POINT), RULES)
        made.ask("open", "28 08:00", policy=str(policy))
        yield made


def weighed(done: Done) -> tuple[str, str | None, int | None]:
    body = done.events[-1].body
    return done.events[-1].word, getattr(body, "reason", None), getattr(body, "risk_points", None)


def test_who_was_never_here_is_weighed_by_it_once(shift: Shift) -> None:
    first = shift.goes_through("A1", "28 09")
    assert weighed(first) == ("selected", "first_crossing", 60)
    assert weighed(shift.goes_through("A1", "28 10"))[0] == "not_selected"
    third = shift.goes_through("A1", "28 11")  # it went through twice, and something was found once
    assert weighed(third) == ("selected", "found_before", 70)
    assert weighed(shift.goes_through("B2", "28 12")) == ("selected", "first_crossing", 60)


def test_what_is_not_known_gives_no_points_and_is_said(shift: Shift) -> None:
    first = shift.goes_through("A1", "28 09")
    words = words_for(Language.EN)
    assert [words.mistake(one) for one in first.notices] == [
        "Rules of risk give no points for what is not known of this truck: declared_value_usd_per_kg. "
        "Give the trip with --trip; what stands in no record stays unknown."
    ]  # the rule of the consignee does not matter here: the truck never was here
    second = shift.goes_through("A1", "28 10")
    assert "declared_value_usd_per_kg, first_consignee." in words.mistake(second.notices[0])
    assert done_json(second, words)["notices"] == [words.mistake(second.notices[0])]
    stored = [row for _, row in shift.desk.store.read_rows()]
    assert not [row for row in stored if b"declared_value" in bytes(row) or b"first_consignee" in bytes(row)]


def test_without_such_rules_nothing_is_kept_and_nothing_said(shift: Shift) -> None:
    (shift.desk.keys / "risk.yaml").write_text(
        "rules:\n  - {id: a, reason: b, points: 9, when: {cargo: reefer}}\n", "utf-8"
    )
    shift.desk.keep_past()
    assert shift.goes_through("A1", "28 09").notices == ()
    assert shift.desk._ledger._views is None
