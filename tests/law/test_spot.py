"""SPOT: scope, notice, QR, status, lead time, payment, and the notice against the load."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest

from otkel.facts.documents import Payment, SpotNotice
from otkel.facts.money import Money
from otkel.facts.people import Party
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Procedure, Trip, VatRate
from otkel.facts.vehicles import Vehicle
from otkel.law import spot
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Answer, Says, Stage, Weight, Who, sum_up

YES, NO, OPEN = Says.YES, Says.NO, Says.UNDECIDED
STOPS, WARNS, INFORMS = Weight.STOPS, Weight.WARNS, Weight.INFORMS
ENTRY = date(2026, 8, 3)
ALMATY = timezone(timedelta(hours=5))
SHIRTS = Goods(
    code="6109100000",
    status=GoodsStatus.EAEU,
    price=Money(Decimal(3_000_000), "RUB"),
    vat_rate=VatRate.STANDARD,
)
LOAD = Consignment(
    id="c1", goods=(SHIRTS,), consignee=Party(name="ООО «Ромашка»"), procedure=Procedure.MUTUAL_TRADE
)
KZ_RU = ("KZ", "RU")


def paid(amount, **fields):
    return Payment(amount=Money(Decimal(amount), "RUB"), **fields)


NOTICE = SpotNotice(
    number="D-1",
    qr=True,
    status="Обеспечен",
    filed_on=date(2026, 8, 1),
    expected_on=ENTRY,
    plate="123ABC02",
    codes=("6109.10",),
    consignee="ООО Ромашка",
    payment=paid(660_000),
)


def trip(notice=NOTICE, *, on=ENTRY, loads=(LOAD,), route=KZ_RU, notices=None, plate="123 АВС 02", **fields):
    if notices is None:
        notices = () if notice is None else (notice,)
    return Trip(
        enters_on=on, route=route, consignments=loads, spot=notices, vehicle=Vehicle(plate=plate), **fields
    )


def notice(**changes):
    return msgspec.structs.replace(NOTICE, **changes)


def load(**changes):
    return msgspec.structs.replace(LOAD, **changes)


def goods(**changes):
    return msgspec.structs.replace(SHIRTS, **changes)


def check(a_trip, **options):
    return list(spot.check(a_trip, read_rulebook().on(a_trip.enters_on, options=options)))


def one(a_trip, finding_id, **options):
    (finding,) = [f for f in check(a_trip, **options) if f.id == f"spot.{finding_id}"]
    return finding


def provisions(finding):
    return [x.provision.id for x in finding.rests_on]


def agreement(a_trip):
    """Give what notice and load agree in, by the consignments."""
    found = [f for f in check(a_trip) if f.id == "spot.match"]
    assert {r.text for f in found for r in f.reasons} <= {AGREES}
    return [
        (r.values["consignments"], [part.text for part in r.values["parts"]])
        for f in found
        for r in f.reasons
    ]


def asked(finding):
    return [m.text for m in finding.missing]


AGREES = "For {consignments}, the notice says the same as the load: {parts}."
NOT_STATED = "The procedure of {consignments} is not stated; it is taken as sold to a Russian buyer."
NO_TRADE = "SPOT leaves out customs transit, export and personal goods."
OIL = "SPOT leaves out oil, oil products and electricity."
ORDER = "Customs orders the truck to leave Russia within {hours} hours; a new notice is needed."
AMOUNT = "the amount of the security payment"
EXEMPT = "whether the importer is exempt from the security payment"
OTHER_CODE = "The payment went to another budget code, so it is not recognised."
ALL = ["scope", "notice", "qr", "status", "lead", "payment", "match"]
PARTS = ["plate", "goods codes", "consignee", "day of import"]


def test_a_notice_in_order():
    found = check(trip())
    assert [f.id for f in found] == [f"spot.{name}" for name in ALL]
    assert {(f.says, f.weight, f.subject) for f in found} == {(YES, INFORMS, "spot")}
    assert {f.until for f in found} == {None}
    assert {f.cure for f in found} == {None}
    assert {f.stage for f in found} == {Stage.BEFORE_DEPARTURE, Stage.ENTRY_CONTROL}
    assert found[0].values == {"consignments": ("c1",)}
    assert found[0].stage is Stage.BEFORE_DEPARTURE
    assert [f.values for f in found[1:5]] == [{"consignments": ("c1",), "numbers": ("D-1",)}] * 4
    assert [f.who for f in found if f.who is not Who.CONSIGNEE] == [Who.CARRIER] * 2
    assert [f.id for f in found if f.who is Who.CARRIER] == ["spot.qr", "spot.lead"]
    assert [[r.text for r in f.reasons] for f in found] == [
        ["SPOT concerns {consignments}."],
        ["A notice of expected delivery is filed."],
        ["The carrier must show the QR code of the notice."],
        ["Goods may enter only under a notice with the status {status}."],
        ["A notice is filed {days} calendar days before import, or {hours} hours where nothing is paid."],
        ["The security payment is at least VAT and excise: {due}."],
        [AGREES],
    ]
    assert found[3].reasons[0].values == {"status": "Обеспечен"}
    assert found[4].reasons[0].values == {"days": 2, "hours": 4}
    assert [provisions(f) for f in found] == [
        ["spot.dopp.required", "spot.scope.out"],
        ["spot.dopp.required"],
        ["spot.refuse.grounds"],
        ["spot.refuse.grounds", "spot.status.admit"],
        ["spot.lead.days", "spot.lead.hours.nopay", "spot.payment.required"],
        [
            "spot.payment.required",
            "vat.eaeu.base",
            "vat.eaeu.rate_day",
            "vat.ru.std",
            "spot.payment.budget_code",
            "spot.payment.cashless",
        ],
        ["spot.refuse.grounds", "spot.change_before"],
    ]


SECOND = load(id="c2")
OWN, OTHER = notice(number="D-1", consignment="c1"), notice(number="D-2", consignment="c2")


def test_what_is_right_is_told_once_for_all_notices():
    found = check(trip(notices=(OWN, OTHER), loads=(LOAD, SECOND)))
    assert [f.id for f in found] == [f"spot.{name}" for name in ALL]
    both = {"consignments": ("c1", "c2"), "numbers": ("D-1", "D-2")}
    assert [f.values for f in found[1:5]] == [both] * 4
    due = Money(Decimal(660_000), "RUB")
    assert found[5].values == both | {"paid": (due, due), "due": (due, due)}
    assert found[5].reasons[0].values == found[5].values
    assert len(found[5].reasons) == 1
    assert len(provisions(found[5])) == 6
    assert found[6].values == {"consignments": ("c1", "c2")}
    assert agreement(trip(notices=(OWN, OTHER), loads=(LOAD, SECOND))) == [(("c1", "c2"), PARTS)]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("qr", {"qr": False}),
        ("status", {"status": None, "payment": paid(660_000, budget_code_right=True, cashless=True)}),
        ("lead", {"filed_on": date(2026, 8, 2)}),
        ("payment", {"payment": paid(1)}),
    ],
)
def test_what_is_right_of_one_notice_is_told_beside_what_is_wrong_of_another(name, changes):
    wrong = msgspec.structs.replace(OTHER, **changes)
    found = check(trip(notices=(OWN, wrong), loads=(LOAD, SECOND)))
    (no,) = [f for f in found if f.says is not YES]
    (yes,) = [f for f in found if f.id == f"spot.{name}" and f.says is YES]
    assert (no.id, no.values["consignments"], no.values["number"]) == (f"spot.{name}", ("c2",), "D-2")
    assert (yes.values["consignments"], yes.values["numbers"]) == (("c1",), ("D-1",))
    assert sorted(f.id for f in found if f is not no) == sorted(f"spot.{name}" for name in ALL)


def test_notice_and_load_agree_in_what_is_the_same():
    other = msgspec.structs.replace(OTHER, plate="777ABC02", codes=("6203",))
    assert agreement(trip(notices=(OWN, other), loads=(LOAD, SECOND))) == [
        (("c1",), ["plate", "goods codes"]),
        (("c1", "c2"), ["consignee", "day of import"]),
    ]
    found = one(trip(notices=(OWN, other), loads=(LOAD, SECOND)), "match")
    assert (found.says, found.weight, found.values) == (YES, INFORMS, {"consignments": ("c1", "c2")})
    assert agreement(trip(notice(plate="1", codes=("6203",), consignee="B", expected_on=None))) == []


def test_payments_in_order_for_several_reasons_are_told_in_one():
    exempt = msgspec.structs.replace(OTHER, payment=None, payment_exempt=True)
    found = one(trip(notices=(OWN, exempt), loads=(LOAD, SECOND)), "payment")
    due = Money(Decimal(660_000), "RUB")
    assert found.values == {
        "consignments": ("c1", "c2"),
        "numbers": ("D-1", "D-2"),
        "paid": (due,),
        "due": (due,),
    }
    assert [r.text for r in found.reasons] == [
        "The security payment is at least VAT and excise: {due}.",
        "The importer is exempt from the security payment.",
    ]
    assert provisions(found) == [
        "spot.payment.required",
        "vat.eaeu.base",
        "vat.eaeu.rate_day",
        "vat.ru.std",
        "spot.payment.exempt",
        "spot.payment.budget_code",
        "spot.payment.cashless",
    ]


def test_goods_of_belarus_and_of_kazakhstan_rest_on_both_rules():
    loads = (LOAD, load(id="c2", loaded_in="BY"))
    found = check(trip(notices=(NOTICE,), loads=loads, on=ENTRY))
    assert [f.id for f in found] == [f"spot.{name}" for name in ALL]
    (lead, payment) = [f for f in found if f.id in ("spot.lead", "spot.payment")]
    rules = ["spot.payment.required", "spot.payment.required.by"]
    assert provisions(lead) == ["spot.lead.days", "spot.lead.hours.nopay", *rules]
    assert provisions(payment)[:2] == rules
    assert [r.text for r in payment.reasons] == [
        "The security payment is at least VAT and excise: {due}.",
        "No security payment is asked on this day.",
    ]
    assert agreement(trip(notices=(NOTICE,), loads=loads)) == [(("c1", "c2"), PARTS)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 4, 5), []),
        (date(2026, 4, 6), ["spot.test"]),
        (date(2026, 5, 27), ["spot.test"]),
        (date(2026, 5, 28), []),
        (date(2026, 5, 31), []),
        (date(2026, 6, 1), ["spot.scope", "spot.notice"]),
    ],
)
def test_the_days_of_spot(on, expected):
    assert [f.id for f in check(trip(None, on=on, spot_applied=False))] == expected


def test_the_test_stops_nobody():
    found = one(trip(None, on=date(2026, 5, 1), spot_applied=False), "test")
    assert (found.says, found.weight, found.who, found.stage) == (
        YES,
        INFORMS,
        Who.CONSIGNEE,
        Stage.BEFORE_DEPARTURE,
    )
    for outside in ({"route": ("UZ", "RU")}, {"loads": (load(procedure=Procedure.PERSONAL),)}, {"loads": ()}):
        assert check(trip(None, on=date(2026, 5, 1), **outside)) == []


@pytest.mark.parametrize(
    ("route", "fields", "reason"),
    [
        (("UZ", "KZ", "RU"), {}, "SPOT does not concern goods from {country}."),
        (KZ_RU, {"loaded_in": "CN"}, "SPOT does not concern goods from {country}."),
        (
            KZ_RU,
            {"procedure": Procedure.CUSTOMS_TRANSIT},
            NO_TRADE,
        ),
        (
            KZ_RU,
            {"procedure": Procedure.PERSONAL},
            NO_TRADE,
        ),
        (
            KZ_RU,
            {"procedure": None, "goods": (goods(status=GoodsStatus.FOREIGN),)},
            NO_TRADE,
        ),
        (KZ_RU, {"spot_scope_exempt": True}, "SPOT leaves out goods of this kind."),
        (KZ_RU, {"goods": (goods(code="2710124500"),)}, OIL),
        (
            KZ_RU,
            {"goods": (goods(code="2709"), goods(code="2716"))},
            OIL,
        ),
    ],
)
def test_what_spot_leaves_out(route, fields, reason):
    (found,) = check(trip(None, route=route, loads=(load(**fields),)))
    assert (found.id, found.says, found.weight) == ("spot.scope", YES, INFORMS)
    assert [r.text for r in found.reasons] == [reason]
    assert provisions(found) == ["spot.dopp.required", "spot.scope.out"]
    assert (found.who, found.stage, found.missing) == (Who.CONSIGNEE, Stage.BEFORE_DEPARTURE, ())


@pytest.mark.parametrize(
    "fields",
    [
        {"goods": (goods(code="2710"), SHIRTS)},
        {"goods": (goods(code="2710"), goods(code=None))},
        {"goods": (goods(code="2710"),), "spot_scope_exempt": False},
        {"procedure": None},
        {"loaded_in": "KG"},
        {"loaded_in": "AM"},
        {"loaded_in": "BY"},
    ],
)
def test_what_spot_takes_in(fields):
    found = check(trip(None, loads=(load(**fields),), spot_applied=False))
    assert [f.id for f in found] == ["spot.scope", "spot.notice"]
    assert found[0].reasons[0].text == "SPOT concerns {consignments}."
    assert found[0].reasons[0].values == found[0].values == {"consignments": ("c1",)}


def test_a_procedure_that_is_not_stated_is_taken_as_a_sale_and_that_is_said():
    found = one(trip(loads=(LOAD, load(id="c2", procedure=None), load(id="c3"))), "scope")
    assert found.values == {"consignments": ("c1", "c2", "c3")}
    assert found.reasons[1].text == NOT_STATED
    assert found.reasons[1].values == {"consignments": ("c2",)}
    assert len(one(trip(), "scope").reasons) == 1


def test_own_goods_without_a_sale_are_open():
    (found,) = check(trip(None, loads=(load(procedure=Procedure.OWN_GOODS),), spot_applied=False))
    assert (found.id, found.says, found.weight) == ("spot.scope", OPEN, WARNS)
    assert asked(found) == ["whether own goods without a sale need a notice"]
    assert [r.text for r in found.reasons] == ["Whether SPOT concerns goods that are not sold was not found."]
    (found,) = check(trip(None, loads=(load(procedure=Procedure.OWN_GOODS, spot_scope_exempt=True),)))
    assert (found.says, found.missing) == (YES, ())


@pytest.mark.parametrize(
    "fields",
    [
        {"route": ("RU", "KZ")},
        {"loads": (load(delivered_to="KZ"),)},
        {"loads": (load(loaded_in="RU"),)},
        {"loads": (load(goods=()),)},
        {"loads": ()},
    ],
)
def test_no_import_no_question(fields):
    assert check(trip(None, spot_applied=False, **fields)) == []


@pytest.mark.parametrize(
    ("notices", "spot_applied", "says"),
    [
        ((), None, OPEN),
        ((), True, OPEN),
        ((), False, NO),
        ((notice(consignment="c9"),), None, NO),
    ],
)
def test_no_notice(notices, spot_applied, says):
    found = one(trip(notices=notices, spot_applied=spot_applied), "notice")
    assert (found.says, found.weight, found.who, found.stage) == (
        says,
        STOPS,
        Who.CONSIGNEE,
        Stage.ENTRY_CONTROL,
    )
    assert found.until == date(2026, 8, 1)
    assert found.values == {"consignments": ("c1",), "number": None}
    assert provisions(found)[:3] == ["spot.dopp.required", "spot.form", "spot.payment.required"]
    if says is NO:
        assert found.cure.values == {"form": "КНД 1160303"}
        assert found.missing == ()
    else:
        assert found.cure is None
        assert asked(found) == ["the notice of expected delivery (DOPP): its QR code, status and content"]


def test_a_notice_is_filed_later_where_nothing_is_paid():
    on = date(2026, 6, 30)
    assert one(trip(None, on=on, spot_applied=False), "notice").until == on
    at = datetime(2026, 6, 30, 14, 0, tzinfo=ALMATY)
    assert one(trip(None, on=on, enters_at=at, spot_applied=False), "notice").until == at - timedelta(hours=4)
    assert one(trip(None, on=date(2026, 7, 1), enters_at=at, spot_applied=False), "notice").until == date(
        2026, 6, 29
    )


@pytest.mark.parametrize(
    ("options", "text", "hours"),
    [
        (
            {},
            "Customs orders the truck to leave Russia within {hours} hours; a new notice is needed.",
            {"hours": 3},
        ),
        (
            {"spot_leave_time": "at_once"},
            "Customs orders the truck to leave Russia at once; a new notice is needed.",
            {},
        ),
    ],
)
def test_a_refusal_says_what_follows(options, text, hours):
    found = one(trip(notice(qr=False)), "qr", **options)
    assert [r.text for r in found.reasons] == ["The carrier must show the QR code of the notice.", text]
    assert found.reasons[1].values == hours
    assert provisions(found) == ["spot.refuse.grounds", "spot.refuse.leave_h"]
    assert [c.switch for c in found.switches] == ["spot_leave_time"]


def test_the_notice_of_its_own_consignment_comes_before_one_for_the_whole_load():
    own = notice(number="own", consignment="c1")
    other = load(id="c2")
    found = one(trip(notices=(NOTICE, own), loads=(LOAD, other)), "qr")
    assert found.values == {"consignments": ("c1", "c2"), "numbers": ("own", "D-1")}
    found = one(trip(notices=(NOTICE, notice(number="second")), loads=(LOAD, other)), "qr")
    assert found.values == {"consignments": ("c1", "c2"), "numbers": ("D-1",)}
    wrong = (notice(qr=False), notice(qr=False, number="own", consignment="c1"))
    found = [f for f in check(trip(notices=wrong, loads=(LOAD, other))) if f.id == "spot.qr"]
    assert [f.values["number"] for f in found] == ["own", "D-1"]
    assert [f.values["consignments"] for f in found] == [("c1",), ("c2",)]


@pytest.mark.parametrize(("qr", "says"), [(False, NO), (None, OPEN)])
def test_the_qr_code(qr, says):
    found = one(trip(notice(qr=qr)), "qr")
    assert (found.says, found.weight, found.who, found.until) == (says, STOPS, Who.CARRIER, ENTRY)
    assert asked(found) == ([] if says is NO else ["whether the carrier holds the QR code"])
    if says is NO:
        assert found.cure.text == "Get the QR code from the importer before the truck goes."
        assert sum_up([found]) is Answer.FIX


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("Обеспечен", YES),
        ("  ОБЕСПЕЧЕН ", YES),
        ("Зарегистрирован", NO),
        ("не обеспечен", NO),
        ("", NO),
        (None, OPEN),
    ],
)
def test_the_status(status, says):
    found = one(trip(notice(status=status)), "status")
    assert found.says is says
    assert found.weight is (INFORMS if says is YES else STOPS)
    assert found.who is Who.CONSIGNEE
    if says is not YES:
        assert found.values["status"] == status
    assert found.until == (None if says is YES else ENTRY)
    assert provisions(found)[:2] == ["spot.refuse.grounds", "spot.status.admit"]
    assert asked(found) == (["the status of the notice"] if says is OPEN else [])
    if says is NO:
        assert found.cure.values == {"status": "Обеспечен"}


@pytest.mark.parametrize(
    ("filed_on", "says"),
    [(date(2026, 7, 31), YES), (date(2026, 8, 1), YES), (date(2026, 8, 2), NO), (date(2026, 8, 3), NO)],
)
def test_two_calendar_days_before_import(filed_on, says):
    found = one(trip(notice(filed_on=filed_on)), "lead")
    assert (found.says, found.who) == (says, Who.CARRIER)
    assert found.weight is (INFORMS if says is YES else STOPS)
    assert found.reasons[0].values == {"days": 2, "hours": 4}
    assert provisions(found)[:3] == ["spot.lead.days", "spot.lead.hours.nopay", "spot.payment.required"]
    if says is NO:
        assert found.values["filed_on"] == filed_on
        assert found.values["enters_on"] == ENTRY
        assert found.values["earliest_on"] == filed_on + timedelta(days=2)
        assert found.until is None
        assert found.cure.text == "Cross on {day} or later, or have a notice filed in time."
        assert found.cure.values == {"day": filed_on + timedelta(days=2)}


def test_the_day_of_filing_comes_from_its_instant():
    at = datetime(2026, 8, 1, 23, 59, tzinfo=ALMATY)
    assert one(trip(notice(filed_on=None, filed_at=at)), "lead").says is YES
    late = at + timedelta(minutes=1)
    assert one(trip(notice(filed_on=None, filed_at=late)), "lead").says is NO


@pytest.mark.parametrize(("status", "weight"), [("Обеспечен", WARNS), (None, STOPS)])
def test_an_unknown_day_of_filing_stops_only_without_the_right_status(status, weight):
    found = one(trip(notice(filed_on=None, status=status)), "lead")
    assert (found.says, found.weight) == (OPEN, weight)
    assert asked(found) == ["the day the notice was filed"]
    assert found.values["earliest_on"] is None
    assert found.until == date(2026, 8, 1)


AT = datetime(2026, 8, 3, 14, 0, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("filed_at", "says"),
    [
        (AT - timedelta(hours=4), YES),
        (AT - timedelta(hours=4) + timedelta(minutes=1), NO),
        (AT.astimezone(timezone(timedelta(hours=3))) - timedelta(hours=5), YES),
    ],
)
def test_four_hours_for_an_exempt_importer(filed_at, says):
    exempt = notice(filed_on=None, filed_at=filed_at, payment_exempt=True, payment=None)
    found = one(trip(exempt, enters_at=AT), "lead")
    assert found.says is says
    if says is NO:
        assert found.values["earliest_on"] is None
        assert found.until is None
        assert found.cure.text == "Cross at least {hours} hours after the notice is filed."
        assert found.cure.values == {"hours": 4}


@pytest.mark.parametrize(
    ("filed_on", "says"), [(date(2026, 8, 2), YES), (date(2026, 8, 3), OPEN), (date(2026, 8, 4), NO)]
)
def test_four_hours_by_days_alone(filed_on, says):
    found = one(trip(notice(filed_on=filed_on, payment_exempt=True, payment=None)), "lead")
    assert found.says is says
    assert found.until == (ENTRY if says is OPEN else None)
    if says is OPEN:
        assert (found.weight, asked(found)) == (STOPS, ["the hour of filing and the hour of entry"])


@pytest.mark.parametrize(("filed_at", "enters_at"), [(AT, None), (None, AT)])
def test_one_instant_is_not_enough(filed_at, enters_at):
    late = notice(filed_on=ENTRY, filed_at=filed_at, payment_exempt=True, payment=None)
    assert one(trip(late, enters_at=enters_at), "lead").says is OPEN


@pytest.mark.parametrize(
    ("on", "options", "says"),
    [
        (date(2026, 6, 30), {}, YES),
        (date(2026, 7, 1), {}, NO),
        (date(2026, 6, 1), {"spot_payment_start": "june"}, NO),
        (date(2026, 6, 30), {"spot_payment_start": "june"}, NO),
    ],
)
def test_before_the_payment_begins_hours_are_enough(on, options, says):
    late = notice(filed_on=on - timedelta(days=1), expected_on=on)
    assert one(trip(late, on=on), "lead", **options).says is says


@pytest.mark.parametrize(
    ("filed_on", "says", "missing"),
    [
        (date(2026, 8, 1), YES, []),
        (date(2026, 8, 2), OPEN, ["whether the importer is exempt from the security payment"]),
        (date(2026, 8, 3), OPEN, ["the hour of filing and the hour of entry"]),
        (date(2026, 8, 4), NO, []),
    ],
)
def test_lead_when_the_exemption_is_not_known(filed_on, says, missing):
    found = one(trip(notice(filed_on=filed_on, payment=None, payment_made=False)), "lead")
    assert (found.says, asked(found)) == (says, missing)
    if says is not YES:
        assert found.values["filed_on"] == filed_on


def test_who_paid_is_not_exempt():
    assert one(trip(notice(filed_on=date(2026, 8, 2), payment=None, payment_made=True)), "lead").says is NO


@pytest.mark.parametrize(
    ("on", "origin", "options", "asked_for"),
    [
        (date(2026, 6, 30), "KZ", {}, False),
        (date(2026, 7, 1), "KZ", {}, True),
        (date(2026, 7, 1), "KG", {}, True),
        (date(2026, 6, 1), "KZ", {"spot_payment_start": "june"}, True),
        (date(2026, 10, 31), "BY", {}, False),
        (date(2026, 11, 1), "BY", {}, True),
        (date(2026, 6, 1), "BY", {"spot_payment_start": "june"}, True),
    ],
)
def test_from_which_day_the_payment_is_asked(on, origin, options, asked_for):
    exempt = notice(payment=None, payment_made=False, payment_exempt=False)
    found = one(trip(exempt, on=on, loads=(load(loaded_in=origin),)), "payment", **options)
    assert found.says is (NO if asked_for else YES)
    assert [c.switch for c in found.switches][:1] == ["spot_payment_start"]
    if not asked_for:
        assert [r.text for r in found.reasons] == ["No security payment is asked on this day."]


@pytest.mark.parametrize(
    ("amount", "lines", "says", "due", "short"),
    [
        ("660000", (SHIRTS,), YES, "660000.00", None),
        ("659999.99", (SHIRTS,), NO, "660000.00", "0.01"),
        ("300000", (goods(vat_rate=VatRate.REDUCED),), YES, "300000.00", None),
        ("904000", (goods(excise=Money(Decimal(200_000), "RUB")),), YES, "904000.00", None),
        ("903999", (goods(excise=Money(Decimal(200_000), "RUB")),), NO, "904000.00", "1.00"),
    ],
)
def test_the_payment_is_at_least_vat_and_excise(amount, lines, says, due, short):
    found = one(trip(notice(payment=paid(amount)), loads=(load(goods=lines),)), "payment")
    assert found.says is says
    due, was_paid = Money(Decimal(due), "RUB"), Money(Decimal(amount), "RUB")
    assert found.values["due"] == ((due,) if says is YES else due)
    assert found.values["paid"] == ((was_paid,) if says is YES else was_paid)
    assert found.values.get("short") == (Money(Decimal(short), "RUB") if short else None)
    assert {"vat.ru.std", "vat.ru.reduced"} & set(provisions(found))
    assert {"spot.payment.budget_code", "spot.payment.cashless"} <= set(provisions(found))
    if says is NO:
        assert (found.weight, found.who, found.until) == (STOPS, Who.CONSIGNEE, date(2026, 8, 1))
        assert found.cure.text.startswith("Pay VAT and excise of this load in advance")
        assert found.reasons[0].values["short"] == found.values["short"]


def test_one_payment_for_a_notice_of_the_whole_load():
    two = (LOAD, load(id="c2"))
    assert one(trip(notice(payment=paid(1_320_000)), loads=two), "payment").says is YES
    short = one(trip(notice(payment=paid(1_319_999)), loads=two), "payment")
    assert (short.says, short.values["short"]) == (NO, Money(Decimal("1.00"), "RUB"))


def test_a_notice_of_several_consignments_owes_by_the_law_of_each():
    dear = load(id="c2", goods=(goods(vat_rate=VatRate.REDUCED, price=Money(Decimal(10), "KZT")),))
    found = one(
        trip(notice(payment=paid("660000.20")), loads=(LOAD, dear), rates_rub={"KZT": Decimal("0.2")}),
        "payment",
    )
    assert found.values["due"] == (Money(Decimal("660000.20"), "RUB"),)
    assert provisions(found) == [
        "spot.payment.required",
        "vat.eaeu.base",
        "vat.eaeu.rate_day",
        "vat.ru.std",
        "vat.ru.reduced",
        "spot.payment.budget_code",
        "spot.payment.cashless",
    ]


def test_all_that_keeps_a_payment_from_being_compared_is_asked():
    unknown = (load(goods=(goods(price=None),)), load(id="c2", goods=(goods(vat_rate=None),)))
    tenge = notice(payment=Payment(amount=Money(Decimal(1), "KZT")), status=None)
    found = one(trip(tenge, loads=unknown), "payment")
    assert (found.says, found.values["due"]) == (OPEN, None)
    assert asked(found) == [
        "the price of {line}",
        "the VAT rate of {line}: standard or reduced",
        "the amount of the security payment in roubles",
        "whether the payment has the budget code of the security payment",
        "whether the payment was cashless",
    ]


@pytest.mark.parametrize(
    ("payment", "reason"),
    [
        (
            paid(660_000, budget_code_right=False),
            "The payment went to another budget code, so it is not recognised.",
        ),
        (paid(660_000, cashless=False), "The payment must be cashless."),
    ],
)
def test_how_it_was_paid(payment, reason):
    found = one(trip(notice(payment=payment)), "payment")
    assert (found.says, found.reasons[0].text, found.missing) == (NO, reason, ())
    assert found.values["paid"] == payment.amount


def test_how_it_was_paid_is_asked_until_the_notice_is_secured():
    found = one(trip(notice(status="Зарегистрирован")), "payment")
    assert (found.says, found.weight) == (OPEN, STOPS)
    assert asked(found) == [
        "whether the payment has the budget code of the security payment",
        "whether the payment was cashless",
    ]
    stated = notice(status="Зарегистрирован", payment=paid(660_000, budget_code_right=True, cashless=True))
    assert one(trip(stated), "payment").says is YES


def test_an_amount_that_cannot_be_compared():
    found = one(trip(loads=(load(goods=(goods(vat_rate=None),)),)), "payment")
    assert (found.says, found.values["due"]) == (OPEN, None)
    assert asked(found) == ["the VAT rate of {line}: standard or reduced"]
    tenge = notice(payment=Payment(amount=Money(Decimal(1), "KZT")))
    found = one(trip(tenge), "payment")
    assert (found.says, asked(found)) == (OPEN, ["the amount of the security payment in roubles"])


@pytest.mark.parametrize(
    ("fields", "says", "missing"),
    [
        ({"payment_exempt": True}, YES, []),
        ({"payment_exempt": True, "payment_made": False}, YES, []),
        ({"payment_made": False}, OPEN, ["whether the importer is exempt from the security payment"]),
        ({"payment_made": False, "payment_exempt": False}, NO, []),
        ({}, YES, []),
        ({"payment_made": True}, YES, []),
        ({"status": None, "payment_made": True}, OPEN, ["the amount of the security payment"]),
        (
            {"status": None},
            OPEN,
            [
                "the amount of the security payment",
                "whether the importer is exempt from the security payment",
            ],
        ),
        ({"status": None, "payment_exempt": False}, OPEN, ["the amount of the security payment"]),
    ],
)
def test_when_no_payment_is_stated(fields, says, missing):
    found = one(trip(notice(payment=None, **fields)), "payment")
    assert (found.says, asked(found)) == (says, missing)
    cited = provisions(found)
    assert ("spot.payment.exempt" in cited) is (fields.get("payment_exempt") is True)
    assert ("spot.status.admit" in cited) is (says is YES and "payment_exempt" not in fields)


CHANGED = "Have the importer file the change, or a new notice, before the crossing."


@pytest.mark.parametrize(
    ("name", "changes", "named", "stated"),
    [
        ("plate", {"plate": "777ABC02"}, "777ABC02", "123 АВС 02"),
        ("codes", {"codes": ("6203",)}, ("6203",), ("6109100000",)),
        ("codes", {"codes": ("6109", "6203")}, ("6109", "6203"), ("6109100000",)),
        ("consignee", {"consignee": "ООО Лютик"}, "ООО Лютик", ("ООО «Ромашка»",)),
        ("date", {"expected_on": date(2026, 8, 2)}, date(2026, 8, 2), ENTRY),
        ("date", {"expected_on": date(2026, 8, 4)}, date(2026, 8, 4), ENTRY),
    ],
)
def test_a_notice_that_does_not_match_the_load(name, changes, named, stated):
    found = one(trip(notice(**changes)), name)
    assert (found.says, found.weight, found.who, found.until) == (NO, STOPS, Who.CONSIGNEE, ENTRY)
    assert (found.values["named"], found.values["stated"]) == (named, stated)
    assert found.cure.text == CHANGED
    assert provisions(found) == ["spot.refuse.grounds", "spot.change_before", "spot.refuse.leave_h"]
    assert len(found.reasons) == 2


@pytest.mark.parametrize(
    ("name", "changes", "missing"),
    [
        ("plate", {"plate": None}, "the plate the notice names"),
        ("codes", {"codes": ()}, "the goods codes the notice names"),
        ("consignee", {"consignee": None}, "the consignee the notice names"),
        ("date", {"expected_on": None}, "the expected day of import in the notice"),
    ],
)
def test_what_the_notice_names_is_asked(name, changes, missing):
    found = one(trip(notice(**changes)), name)
    assert (found.says, found.weight, asked(found)) == (OPEN, STOPS, [missing])


def test_what_the_load_is_is_asked():
    assert asked(one(trip(plate=None), "plate")) == ["the plate of the truck"]
    unknown = trip(loads=(load(goods=(SHIRTS, goods(code=None))),))
    assert asked(one(unknown, "codes")) == ["the goods code of every line"]
    assert asked(one(trip(loads=(load(consignee=Party()),)), "consignee")) == ["the name of the consignee"]


def test_every_line_must_stand_in_the_notice():
    found = one(trip(loads=(load(goods=(SHIRTS, goods(code="6203"))),)), "codes")
    assert found.says is NO
    both = notice(codes=("6109", "6203"))
    assert agreement(trip(both, loads=(load(goods=(SHIRTS, goods(code="6203"))),))) == [(("c1",), PARTS)]


def test_one_consignee_of_two_that_differs_is_enough():
    other = load(id="c2", consignee=Party(name="ООО Лютик"))
    unknown = load(id="c3", consignee=Party())
    assert one(trip(loads=(LOAD, other, unknown)), "consignee").says is NO
    assert one(trip(loads=(LOAD, unknown)), "consignee").says is OPEN


def test_the_carrier_is_compared_where_both_are_stated():
    assert agreement(trip(notice(carrier="A"))) == [(("c1",), PARTS)]
    assert agreement(trip(carrier=Party(name="A"))) == [(("c1",), PARTS)]
    same = trip(notice(carrier="ТОО Жол"), carrier=Party(name="тоо «жол»"))
    assert [f.id for f in check(same)] == [f"spot.{name}" for name in ALL]
    assert agreement(same) == [(("c1",), [*PARTS, "carrier"])]
    one_of_two = (notice(consignment="c1", carrier="A"), OTHER)
    assert agreement(trip(notices=one_of_two, loads=(LOAD, SECOND), carrier=Party(name="A"))) == [
        (("c1", "c2"), PARTS),
        (("c1",), ["carrier"]),
    ]
    found = one(trip(notice(carrier="ТОО Жол"), carrier=Party(name="ИП Ким")), "carrier")
    assert (found.says, found.weight, found.values["named"], found.values["stated"]) == (
        NO,
        STOPS,
        "ТОО Жол",
        "ИП Ким",
    )


def test_what_was_known_in_march_2026_asks_nothing():
    law = read_rulebook().on(ENTRY, known_at=date(2026, 3, 31))
    assert list(spot.check(trip(None, spot_applied=False), law)) == []


def test_before_the_government_put_it_off_the_payment_was_due_in_june():
    exempt = notice(payment=None, payment_made=False, payment_exempt=False)
    on = date(2026, 6, 15)
    for known_at, says in ((date(2026, 5, 29), NO), (date(2026, 5, 30), YES)):
        law = read_rulebook().on(on, known_at=known_at, options={"spot_leave_time": "at_once"})
        (found,) = [f for f in spot.check(trip(exempt, on=on), law) if f.id == "spot.payment"]
        assert found.says is says
