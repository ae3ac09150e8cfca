"""Import VAT, what foreign goods owe, and the levy: the worked figures, and every day that changes one."""

from datetime import date
from decimal import Decimal

import pytest

from otkel.facts.money import Money
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Procedure, Trip, VatRate
from otkel.law import tax
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Says, Stage, Weight, Who
from otkel.law.import_vat import vat_due
from otkel.phrases import phrase

BOOK = read_rulebook()
DAY = date(2026, 3, 2)


def rub(amount):
    return Money(Decimal(amount), "RUB")


def goods(**facts):
    given = {
        "code": "620342",
        "status": GoodsStatus.EAEU,
        "price": rub("3000000"),
        "vat_rate": VatRate.STANDARD,
    }
    return Goods(**{**given, **facts})


def consignment(*lines, **facts):
    given = {"id": "A", "procedure": Procedure.MUTUAL_TRADE, "accepted_on": DAY}
    return Consignment(goods=lines or (goods(),), **{**given, **facts})


def trip(*consignments, **facts):
    given = {"enters_on": DAY, "route": ("KG", "KZ", "RU")}
    return Trip(consignments=consignments or (consignment(),), **{**given, **facts})


def due(lot, on=DAY, known_at=None, **facts):
    return vat_due(lot, trip(lot, enters_on=on, **facts), BOOK.on(on, known_at))


def findings(journey, on=DAY, known_at=None):
    return list(tax.check(journey, BOOK.on(on, known_at)))


def found(id_, journey, on=DAY, known_at=None):
    return [f for f in findings(journey, on, known_at) if f.id == id_]


def texts(phrases):
    return [p.text for p in phrases]


@pytest.mark.parametrize(
    ("rate", "excise", "vat", "security"),
    [
        (VatRate.STANDARD, None, "660000", "660000"),
        (VatRate.REDUCED, None, "300000", "300000"),
        (VatRate.STANDARD, "200000", "704000", "904000"),
    ],
)
def test_the_worked_examples_of_goods_from_the_union(rate, excise, vat, security):
    answer = due(consignment(goods(vat_rate=rate, excise=rub(excise) if excise else None)))
    assert answer.vat == rub(vat)
    assert answer.security == rub(security)
    assert answer.excise == rub(excise or 0)
    assert answer.base == rub(3000000 + int(excise or 0))
    assert answer.missing == ()
    assert answer.due_on == date(2026, 4, 20)


def test_shipped_in_december_and_accepted_in_january_is_22_percent():
    answer = due(consignment(accepted_on=date(2026, 1, 12)), on=date(2025, 12, 28))
    assert (answer.rate_pct, answer.vat) == (Decimal(22), rub("660000"))


@pytest.mark.parametrize(
    ("accepted_on", "rate"),
    [(date(2024, 1, 1), 20), (date(2025, 12, 31), 20), (date(2026, 1, 1), 22), (date(2027, 12, 31), 22)],
)
def test_the_rate_is_that_of_the_day_of_acceptance(accepted_on, rate):
    answer = due(consignment(accepted_on=accepted_on))
    assert answer.rate_pct == rate
    assert answer.vat == rub(30000 * rate)
    assert [x.provision.id for x in answer.rests_on] == ["vat.eaeu.base", "vat.eaeu.rate_day", "vat.ru.std"]


def test_without_a_day_of_acceptance_the_day_of_the_law_stands_in():
    answer = due(consignment(accepted_on=None), on=date(2026, 1, 1))
    assert (answer.rate_pct, answer.due_on, answer.missing) == (Decimal(22), None, ())


@pytest.mark.parametrize(
    ("on", "known_at", "rate"),
    [
        (date(2025, 12, 31), date(2025, 11, 28), None),  # the law is out: the rate may change yet
        (date(2025, 12, 31), date(2025, 11, 27), 20),  # only announced
        (date(2025, 12, 31), date(2025, 11, 19), 20),
        (date(2026, 1, 1), None, 22),
    ],
)
def test_a_rate_that_changes_later_asks_for_the_day_of_acceptance(on, known_at, rate):
    answer = due(consignment(accepted_on=None), on=on, known_at=known_at)
    assert answer.rate_pct == rate
    if rate is None:
        assert answer.missing == (
            phrase("the day the buyer accepts {consignment} to accounting", consignment="A"),
        )
        assert (answer.vat, answer.security, answer.base) == (None, None, rub("3000000"))


def test_a_reduced_rate_that_never_changes_needs_no_day_of_acceptance():
    answer = due(consignment(goods(vat_rate=VatRate.REDUCED), accepted_on=None), on=date(2025, 12, 31))
    assert (answer.vat, answer.missing) == (rub("300000"), ())


def test_lines_at_two_rates_are_added_and_have_no_single_rate():
    answer = due(consignment(goods(price=rub(100)), goods(price=rub(200), vat_rate=VatRate.REDUCED)))
    assert (answer.base, answer.vat, answer.rate_pct) == (rub(300), rub(42), None)
    assert [x.provision.id for x in answer.rests_on][2:] == ["vat.ru.std", "vat.ru.reduced"]


def test_foreign_lines_are_left_out_and_lines_of_unknown_status_are_counted():
    answer = due(
        consignment(goods(status=GoodsStatus.FOREIGN, price=None), goods(status=None, price=rub(50)))
    )
    assert (answer.base, answer.vat, answer.missing) == (rub(50), rub(11), ())


def test_currencies_are_turned_by_the_rates_of_the_trip():
    line = goods(price=Money(Decimal("1000"), "KZT"), excise=Money(Decimal("10"), "USD"))
    rates = {"KZT": Decimal("0.1712"), "USD": Decimal("80.5")}
    answer = due(consignment(line), rates_rub=rates)
    assert answer.base == rub("976.20")
    assert answer.excise == rub("805.00")
    assert answer.vat == rub("214.76")  # 976.20 x 22 % = 214.764
    assert answer.security == rub("1019.76")


def test_what_was_worked_out_for_a_trip_is_kept_for_that_trip_and_that_law_only():
    lot = consignment(goods(price=Money(Decimal(1000), "KZT")), accepted_on=None)
    cheap, dear = (trip(lot, rates_rub={"KZT": Decimal(rate)}) for rate in ("0.1", "0.2"))
    old, new = BOOK.on(date(2025, 11, 1), date(2025, 11, 1)), BOOK.on(DAY)
    asked = [(cheap, new), (cheap, old), (dear, old), (dear, new), (cheap, new)]
    assert [vat_due(lot, one, law).vat for one, law in asked] == [
        rub(amount) for amount in ("22", "20", "40", "44", "22")
    ]
    other = consignment(id="B")
    assert vat_due(other, cheap, new).vat == rub("660000")
    assert vat_due(other, cheap, new) is vat_due(other, cheap, new)


def test_the_rate_of_the_rouble_is_one_whatever_the_trip_says():
    assert due(consignment(), rates_rub={"RUB": Decimal(2)}).base == rub("3000000")


@pytest.mark.parametrize(("price", "vat"), [("0.02", "0.00"), ("0.0227", "0.00"), ("0.023", "0.01")])
def test_the_hundredth_is_rounded_half_up(price, vat):
    assert due(consignment(goods(price=rub(price)))).vat == rub(vat)


def test_rounding_comes_last():
    answer = due(consignment(*[goods(price=rub("0.025"), vat_rate=VatRate.REDUCED)] * 2))
    assert (answer.vat, answer.base) == (rub("0.01"), rub("0.05"))


def test_a_half_is_rounded_up():
    assert due(consignment(goods(price=rub("0.05"), vat_rate=VatRate.REDUCED))).vat == rub("0.01")


def test_what_is_missing_is_named_with_its_line():
    answer = due(
        consignment(
            goods(price=None),
            goods(vat_rate=None),
            goods(price=Money(Decimal(1), "KGS"), excise=Money(Decimal(1), "KGS")),
        )
    )
    first = phrase("goods line {number} of {consignment}", number=1, consignment="A")
    second = phrase("goods line {number} of {consignment}", number=2, consignment="A")
    assert answer.missing == (
        phrase("the price of {line}", line=first),
        phrase("the rouble rate of {currency} on the day of acceptance", currency="KGS"),
        phrase("the VAT rate of {line}: standard or reduced", line=second),
    )
    assert (answer.vat, answer.excise, answer.security, answer.base, answer.rate_pct) == (None,) * 5


def test_a_missing_vat_rate_leaves_the_base_standing():
    answer = due(consignment(goods(vat_rate=None, excise=rub(5))))
    assert (answer.vat, answer.security, answer.rate_pct) == (None, None, None)
    assert (answer.base, answer.excise) == (rub("3000005"), rub(5))


def test_a_missing_price_keeps_the_rate():
    answer = due(consignment(goods(price=None)))
    assert (answer.rate_pct, answer.vat, answer.excise) == (Decimal(22), None, None)


@pytest.mark.parametrize(
    ("accepted_on", "pay_by"),
    [
        (date(2025, 12, 1), date(2026, 1, 20)),
        (date(2025, 12, 31), date(2026, 1, 20)),
        (date(2026, 1, 1), date(2026, 2, 20)),
        (date(2026, 1, 12), date(2026, 2, 20)),
        (date(2026, 11, 30), date(2026, 12, 20)),
        (date(2028, 2, 29), date(2028, 3, 20)),
    ],
)
def test_vat_is_due_on_the_20th_of_the_next_month(accepted_on, pay_by):
    assert due(consignment(accepted_on=accepted_on)).due_on == pay_by


def test_import_vat_tells_the_consignee_amount_rate_base_and_day():
    (finding,) = found("tax.import_vat", trip(consignment(goods(excise=rub("200000")))))
    assert (finding.subject, finding.says, finding.weight) == ("tax", Says.YES, Weight.INFORMS)
    assert (finding.stage, finding.who, finding.until) == (Stage.AFTER, Who.CONSIGNEE, date(2026, 4, 20))
    assert finding.values == {
        "consignment": "A",
        "vat": rub("704000"),
        "excise": rub("200000"),
        "security": rub("904000"),
        "base": rub("3200000"),
        "rate_pct": Decimal(22),
        "due_on": date(2026, 4, 20),
    }
    assert texts(finding.reasons) == [
        "Import VAT on {consignment} is {vat}; its base is {base}.",
        "The VAT rate is {rate_pct} %.",
        "The base holds {excise} of excise.",
        "The buyer pays it and files the return by {due_on}.",
    ]
    assert [reason.values for reason in finding.reasons] == [finding.values] * 4
    assert finding.missing == ()
    assert [x.provision.id for x in finding.rests_on][-1] == "vat.eaeu.due"


def test_import_vat_without_day_of_acceptance_says_so_and_names_no_due_day():
    (finding,) = found("tax.import_vat", trip(consignment(accepted_on=None)))
    assert (finding.says, finding.until, finding.values["due_on"]) == (Says.YES, None, None)
    assert texts(finding.reasons) == [
        "Import VAT on {consignment} is {vat}; its base is {base}.",
        "The VAT rate is {rate_pct} %.",
        "The day of acceptance to accounting is not stated. It sets the rate and the last day to pay; "
        "the rate of the day of the check is taken.",
    ]


def test_import_vat_that_cannot_be_worked_out_is_undecided_and_stops_nobody():
    (finding,) = found("tax.import_vat", trip(consignment(goods(price=None, vat_rate=None))))
    assert (finding.says, finding.weight) == (Says.UNDECIDED, Weight.INFORMS)
    assert texts(finding.missing) == ["the price of {line}", "the VAT rate of {line}: standard or reduced"]
    assert texts(finding.reasons) == [
        "Import VAT on {consignment} cannot be worked out yet.",
        "The buyer pays it and files the return by {due_on}.",
    ]


def test_without_a_procedure_the_sum_stands_but_is_undecided():
    (finding,) = found("tax.import_vat", trip(consignment(procedure=None)))
    assert (finding.says, finding.values["vat"]) == (Says.UNDECIDED, rub("660000"))
    assert finding.missing == (phrase("the procedure of {consignment}", consignment="A"),)


@pytest.mark.parametrize(
    ("facts", "journey"),
    [
        ({"procedure": Procedure.CUSTOMS_TRANSIT}, {}),
        ({"procedure": Procedure.EXPORT}, {}),
        ({"procedure": Procedure.OWN_GOODS}, {}),
        ({"procedure": Procedure.PERSONAL}, {}),
        ({"loaded_in": "RU"}, {}),
        ({"loaded_in": "UZ"}, {}),
        ({"delivered_to": "BY"}, {}),
        ({}, {"route": ("UZ", "KZ", "RU")}),
        ({}, {"route": ("KZ", "RU", "BY")}),
        ({}, {"route": ("RU", "KZ")}),
        ({"goods": ()}, {}),
        ({"goods": (goods(status=GoodsStatus.FOREIGN),)}, {}),
    ],
)
def test_import_vat_is_asked_only_of_a_sale_from_the_union_into_russia(facts, journey):
    lot = Consignment(**{"id": "A", "procedure": Procedure.MUTUAL_TRADE, "goods": (goods(),), **facts})
    assert found("tax.import_vat", trip(lot, **journey)) == []


@pytest.mark.parametrize("loaded_in", ["AM", "BY", "KG", "KZ"])
def test_import_vat_is_asked_of_goods_loaded_in_any_other_member_state(loaded_in):
    assert found("tax.import_vat", trip(consignment(loaded_in=loaded_in), route=("UZ", "KZ", "RU")))


def test_nothing_is_asked_where_russia_is_not_entered_or_nothing_is_carried():
    assert findings(trip(route=("RU", "KZ"))) == []
    assert findings(trip(route=())) == []
    assert findings(Trip(enters_on=DAY, route=("KZ", "RU"))) == []


def test_a_personal_load_does_not_end_the_check_of_the_next_one():
    lots = (consignment(id="P", procedure=Procedure.PERSONAL), consignment(id="B"))
    told, vat = findings(trip(*lots))
    assert (told.id, told.values) == ("goods.duty_status", {"consignments": ("B",)})
    assert (vat.id, vat.values["consignment"]) == ("tax.import_vat", "B")


def test_a_load_for_another_state_does_not_end_the_check_of_the_next_one():
    lots = (consignment(id="A", delivered_to="BY"), consignment(id="B"))
    assert [f.values["consignment"] for f in found("tax.import_vat", trip(*lots))] == ["B"]


def test_the_excise_of_several_lines_is_added():
    answer = due(consignment(goods(excise=rub(100)), goods(excise=rub(10)), goods()))
    assert (answer.excise, answer.base) == (rub(110), rub("9000110"))
    assert answer.security == rub("1980134.20")  # 9,000,110 x 22 % + 110


def test_import_vat_is_told_with_the_rates_of_the_trip():
    lot = consignment(goods(price=Money(Decimal(1000), "KZT")))
    (finding,) = found("tax.import_vat", trip(lot, rates_rub={"KZT": Decimal("0.2")}))
    assert (finding.values["vat"], finding.values["base"]) == (rub(44), rub(200))


def test_an_excise_of_nothing_is_written_to_the_hundredth():
    answer = due(consignment(goods(excise=None)))
    assert str(answer.excise.amount) == "0.00"
    assert answer.security == answer.vat == rub("660000")
    assert str(answer.vat.amount) == "660000.00"


def foreign(**facts):
    given = {
        "status": GoodsStatus.FOREIGN,
        "customs_value": rub("3000000"),
        "duty_rate_pct": Decimal(10),
        "price": None,
    }
    return goods(**{**given, **facts})


def third_country(*lines, on=DAY, **journey):
    lot = consignment(*lines, procedure=Procedure.CUSTOMS_TRANSIT)
    (finding,) = found("tax.third_country", trip(lot, **journey), on)
    return finding


def test_the_worked_example_of_foreign_goods():
    finding = third_country(foreign())
    assert finding.values == {
        "consignment": "A",
        "duty": rub("300000"),
        "vat": rub("726000"),
        "together": rub("1026000"),
    }
    assert (finding.subject, finding.says, finding.weight) == ("tax", Says.YES, Weight.INFORMS)
    assert (finding.stage, finding.who, finding.missing) == (Stage.AFTER, Who.CONSIGNEE, ())
    assert [x.provision.id for x in finding.rests_on] == ["vat.ru.third_country", "vat.ru.std"]
    (reason,) = finding.reasons
    assert reason.text == (
        "At release the foreign goods of {consignment} owe {duty} of duty and {vat} of VAT, "
        "together {together}."
    )
    assert reason.values == finding.values


def test_excise_counts_into_the_vat_of_foreign_goods_and_reduced_rates_hold():
    finding = third_country(foreign(excise=rub(1000), vat_rate=VatRate.REDUCED))
    assert (finding.values["duty"], finding.values["vat"]) == (rub("300000"), rub("330100"))


def test_several_foreign_lines_are_added_and_union_lines_left_out():
    lines = (goods(), foreign(customs_value=rub(100)), foreign(customs_value=Money(Decimal(2), "USD")))
    finding = third_country(*lines, rates_rub={"USD": Decimal(100)})
    assert (finding.values["duty"], finding.values["vat"]) == (rub(30), rub("72.60"))
    assert [x.provision.id for x in finding.rests_on] == ["vat.ru.third_country", "vat.ru.std", "vat.ru.std"]


def test_duty_of_nothing_is_a_rate_too():
    assert third_country(foreign(duty_rate_pct=Decimal(0))).values["together"] == rub("660000")


def test_the_vat_rate_of_foreign_goods_is_that_of_the_day_asked():
    assert third_country(foreign(), on=date(2025, 12, 31)).values["vat"] == rub("660000")


def test_what_is_missing_for_foreign_goods_is_named():
    finding = third_country(goods(), foreign(customs_value=None, duty_rate_pct=None, vat_rate=None))
    line = phrase("goods line {number} of {consignment}", number=2, consignment="A")
    assert finding.missing == (
        phrase("the customs value of {line}", line=line),
        phrase("the duty rate of {line} by the common customs tariff", line=line),
        phrase("the VAT rate of {line}: standard or reduced", line=line),
    )
    assert finding.says is Says.UNDECIDED
    assert finding.values == {"consignment": "A", "duty": None, "vat": None, "together": None}
    assert finding.reasons == (
        phrase(
            "Duty and VAT on the foreign goods of {consignment} cannot be worked out yet.", consignment="A"
        ),
    )


@pytest.mark.parametrize(
    "facts", [{"customs_value": Money(Decimal(1), "CNY")}, {"excise": Money(Decimal(1), "CNY")}]
)
def test_a_currency_without_rate_is_missing_for_foreign_goods(facts):
    finding = third_country(foreign(**facts))
    assert finding.missing == (
        phrase("the rouble rate of {currency} on the day of acceptance", currency="CNY"),
    )


@pytest.mark.parametrize(
    ("code", "on", "asked"),
    [
        ("84", date(2026, 8, 31), False),
        ("8471", date(2026, 9, 1), True),
        ("854231", date(2026, 9, 1), True),
        ("9031", date(2027, 1, 1), True),
        ("8703", date(2026, 9, 1), False),
        ("620342", date(2026, 9, 1), False),
        (None, date(2026, 9, 1), False),
    ],
)
def test_the_announced_levy_is_told_for_electronic_chapters_only(code, on, asked):
    assert bool(found("tax.levy", trip(consignment(goods(), goods(code=code))), on)) is asked


def test_the_levy_informs_and_never_stops():
    (finding,) = found("tax.levy", trip(consignment(goods(code="8542"))), date(2026, 9, 1))
    assert (finding.subject, finding.says, finding.weight) == ("tax", Says.UNDECIDED, Weight.INFORMS)
    assert (finding.stage, finding.who, finding.values) == (Stage.AFTER, Who.CONSIGNEE, {"consignment": "A"})
    assert [x.provision.id for x in finding.rests_on] == ["levy.ru.tech"]
    assert texts(finding.missing) == ["whether the technology levy covers these goods"]
    assert finding.reasons[0].text == (
        "A technology levy on goods with electronic components may be due on {consignment}; "
        "its list of goods and its rates were not found."
    )
    assert finding.reasons[0].values == {"consignment": "A"}


def test_the_levy_is_not_told_before_it_was_announced():
    lot = consignment(goods(code="8542"))
    assert found("tax.levy", trip(lot), date(2026, 9, 1), known_at=date(2025, 11, 19)) == []


@pytest.mark.parametrize(
    ("provision", "on", "value"),
    [
        ("vat.ru.std", date(2025, 12, 31), 20),
        ("vat.ru.std", date(2026, 1, 1), 22),
        ("vat.ru.reduced", date(2026, 1, 1), 10),
        ("vat.ru.dairy_substitute", date(2025, 12, 31), 10),
        ("vat.ru.dairy_substitute", date(2026, 1, 1), 22),
        ("vat.kz.std", date(2025, 12, 31), 12),
        ("vat.kz.std", date(2026, 1, 1), 16),
        ("vat.kz.medicines", date(2026, 12, 31), 5),
        ("vat.kz.medicines", date(2027, 1, 1), 10),
        ("vat.kg.std", date(2026, 1, 1), 12),
        ("vat.eaeu.due", date(2026, 1, 1), 20),
        ("kg.import_base.risk.discount_pct", date(2026, 1, 1), 30),
        ("wto.kz.reduced", date(2016, 1, 1), False),
    ],
)
def test_the_values_of_the_rulebook(provision, on, value):
    assert BOOK.on(on).look(provision).value == value


def test_what_was_not_found_is_not_known():
    law = BOOK.on(DAY)
    assert [law.look(x).value for x in ("wto.kz.list", "wto.kz.proof")] == [None, None]
    assert law.look("wto.kz.list").reason is not None
    assert BOOK.on(date(2025, 12, 31)).look("vat.kz.medicines").reason is not None
