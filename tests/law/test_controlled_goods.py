"""Goods codes against the high-priority list: every code, every way to write it, and the neighbours."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.facts.documents import Document, DocumentKind
from otkel.facts.goods_codes import CodeReading, read_code
from otkel.facts.trip import Consignment, Goods, Trip
from otkel.law import controlled_goods
from otkel.law.controlled_goods import is_flagged
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.finding import Answer, Finding, Says, Stage, Weight, Who, is_curable, sum_up

DAY = date(2025, 10, 20)

# As printed in the published list, tier by tier.
CHPL = {
    "1": "8542.31 8542.32 8542.33 8542.39",
    "2": "8517.62 8526.91 8532.21 8532.24 8548.00",
    "3.A": "8471.50 8504.40 8517.69 8525.89 8529.10 8529.90 8536.69 8536.90 8541.10 8541.21 8541.29 "
    "8541.30 8541.49 8541.51 8541.59 8541.60",
    "3.B": "8482.10 8482.20 8482.30 8482.50 8807.30 9013.10 9013.80 9014.20 9014.80",
    "4.A": "8471.80 8486.10 8486.20 8486.40 8534.00 8543.20 9027.50 9030.20 9030.32 9030.39 9030.82",
    "4.B": "8457.10 8458.11 8458.91 8459.61 8466.93",
}
LISTED = [(code, tier) for tier, codes in CHPL.items() for code in codes.split()]
SIX = {code.replace(".", "") for code, _ in LISTED}
HIGH = {"1", "2", "4.B"}
VIA_KZ = ("CN", "KZ", "RU")


def law(on: date = DAY, known_at: date | None = None, **options: str) -> LawDay:
    return read_rulebook().on(on, known_at, options)


def normal(typed: str) -> str:
    reading = read_code(typed)
    assert isinstance(reading, CodeReading)
    return reading.code


def load(
    *codes: str | None,
    route: tuple[str, ...] = VIA_KZ,
    documents: tuple[Document, ...] = (),
    origin: str | None = None,
    **facts: Any,
) -> Trip:
    goods = tuple(Goods(code=code, origin=origin) for code in codes)
    return Trip(
        enters_on=DAY,
        route=route,
        consignments=(Consignment(id="A", goods=goods, **facts),),
        documents=documents,
    )


def found(of: Trip, day: LawDay | None = None) -> list[Finding]:
    return list(controlled_goods.check(of, day or law()))


def listed(of: Trip, day: LawDay | None = None) -> Finding:
    (answer,) = [x for x in found(of, day) if x.id == "goods.chpl"]
    return answer


def ids(finding: Finding) -> tuple[str, ...]:
    return tuple(x.provision.id for x in finding.rests_on)


# --- the list ---------------------------------------------------------------------------------


def test_the_list_holds_exactly_the_50_published_codes() -> None:
    held = law().look("chpl.version").value
    assert {tier: len(codes) for tier, codes in held.items()} == {
        "1": 4, "2": 5, "3.A": 16, "3.B": 9, "4.A": 11, "4.B": 5,
    }  # fmt: skip
    assert {(c, t) for t, codes in held.items() for c in codes} == {
        (c.replace(".", ""), t) for c, t in LISTED
    }


@pytest.mark.parametrize(("printed", "tier"), LISTED)
def test_every_code_is_hit_in_every_written_form(printed: str, tier: str) -> None:
    six = printed.replace(".", "")
    forms = [
        printed,
        six,
        f"{six[:2]} {six[2:4]}.{six[4:]}",
        f"{six[:4]} {six[4:]} 900 1",
        f"{six}9001",
        f"{six}00",
        f"{six}900",
        f"{six[:4]}\u00a0{six[4:]}\u00a0000\u00a00",
        "".join(chr(ord(digit) + 0xFEE0) for digit in six),
    ]
    for form in forms:
        answer = listed(load(normal(form)))
        assert answer.values["tier"] == tier, form
        assert answer.values["entries"] == (six,)
        assert answer.values["code"] == normal(form)
        assert answer.values["consignment"] == "A"
        assert answer.says is (Says.NO if tier in HIGH else Says.UNDECIDED)
        assert answer.weight is Weight.STOPS
        assert is_flagged(load(normal(form)), law())


@pytest.mark.parametrize(("printed", "tier"), LISTED)
def test_neighbours_of_every_code_miss(printed: str, tier: str) -> None:
    six = int(printed.replace(".", ""))
    for neighbour in (str(six - 1), str(six + 1)):
        if neighbour not in SIX:
            for code in (neighbour, f"{neighbour}0000"):
                assert listed(load(code)).says is Says.YES
                assert not is_flagged(load(code), law())


@pytest.mark.parametrize("heading", sorted({code[:4] for code in SIX}))
def test_a_heading_over_listed_codes_needs_all_six_digits(heading: str) -> None:
    answer = listed(load(heading))
    assert (answer.says, answer.weight, answer.who) == (Says.UNDECIDED, Weight.STOPS, Who.CONSIGNOR)
    assert [(x.text, x.values) for x in answer.missing] == [
        ("all six digits of goods code {code}", {"code": heading})
    ]
    assert set(answer.values["entries"]) == {code for code in SIX if code.startswith(heading)}
    assert answer.reasons[0].text == "some goods under code {code} are on the high-priority list"
    assert answer.reasons[0].values == {"code": heading}
    assert answer.cure is None
    assert ids(answer)[0] == "chpl.version"
    assert is_flagged(load(heading), law())


@pytest.mark.parametrize("heading", ["8540", "8543", "9015", "6109", "0805"])
def test_a_heading_is_hit_only_over_listed_codes(heading: str) -> None:
    assert is_flagged(load(heading), law()) is any(code.startswith(heading) for code in SIX)


@settings(max_examples=60, deadline=None)
@given(
    six=st.one_of(st.sampled_from(sorted(SIX)), st.integers(10000, 979999).map(lambda n: f"{n:06}")),
    tail=st.sampled_from(["", "00", "123", "9001"]),
)
def test_the_first_six_digits_decide(six: str, tail: str) -> None:
    """A code of six digits or more is hit exactly where its first six digits are listed."""
    assert is_flagged(load(six + tail), law()) is (six in SIX)


# --- what a hit says --------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["854231", "851762", "845710"])
def test_a_chip_load_from_khorgos_is_refused_by_an_authority(code: str) -> None:
    answer = listed(load(code))
    assert (answer.says, answer.weight, answer.who) == (Says.NO, Weight.STOPS, Who.AUTHORITY)
    assert (answer.subject, answer.stage) == ("controlled_goods", Stage.EXIT_CONTROL)
    assert not is_curable(answer)
    assert sum_up([answer]) is Answer.NO
    assert answer.reasons[0].text == "goods code {code} is on the high-priority list, tier {tier}"
    assert answer.reasons[0].values == {"code": code, "tier": answer.values["tier"]}
    assert answer.reasons[1].text.startswith("a licence may be needed, and hauliers said")
    assert answer.cure is not None
    assert answer.cure.text.startswith(
        "ask before departure, in writing, whether an export licence is needed"
    )
    assert [x.text for x in answer.cure.values["bodies"]] == [
        "the Kazakh ministry of industry, which licenses specific goods"
    ]
    assert answer.missing == ()
    assert ids(answer) == (
        "chpl.version",
        "kz.specific_goods.law",
        "kz.specific_goods.body",
        "kz.106_goods",
        "kz.high_risk_tiers",
        "kz.export_orders",
        "control.outcome.kz_exit",
    )
    assert [(x.switch, x.option) for x in answer.switches] == [("kz_106_goods", "licence_control")]


@pytest.mark.parametrize("code", ["847150", "848210", "847180"])
def test_other_tiers_wait_for_the_written_answer(code: str) -> None:
    answer = listed(load(code))
    assert (answer.says, answer.weight, answer.who) == (Says.UNDECIDED, Weight.STOPS, Who.CONSIGNOR)
    assert [x.text for x in answer.missing] == ["the licensing body's written answer, or the licence"]
    assert [x.text for x in answer.reasons][1] == "a licence may be needed"
    assert answer.cure is not None
    assert answer.cure.text.startswith("ask before departure")


def test_the_kyrgyz_body_is_named_on_a_way_from_kyrgyzstan() -> None:
    answer = listed(load("847150", route=("KG", "KZ", "RU")))
    assert answer.cure is not None
    assert [x.text for x in answer.cure.values["bodies"]] == [
        "the Kazakh ministry of industry, which licenses specific goods",
        "the body that answers for the Kyrgyz law on export control",
    ]
    assert ids(answer)[-2:] == ("kg.export_control.law", "kg.export_control.risk")
    assert len(ids(answer)) == 9


def test_a_way_past_kazakhstan_is_undecided_for_every_tier() -> None:
    answer = listed(load("854231", route=("CN", "RU")))
    assert (answer.says, answer.weight) == (Says.UNDECIDED, Weight.STOPS)
    assert answer.cure is not None
    assert [x.text for x in answer.cure.values["bodies"]] == [
        "the export licensing body of the country of loading"
    ]
    assert ids(answer) == ("chpl.version",)


def test_by_the_reading_of_a_ban_every_hit_is_refused() -> None:
    paper = Document(kind=DocumentKind.EXPORT_LICENCE)
    for code in ("854231", "848210", "9027500000"):
        answer = listed(load(code, documents=(paper,)), law(kz_106_goods="ban"))
        assert (answer.says, answer.weight, answer.who) == (Says.NO, Weight.STOPS, Who.AUTHORITY)
        assert "closed the export" in answer.reasons[1].text
        assert answer.values["code"] == code
        assert answer.cure is not None
        assert [(x.switch, x.option, x.is_default) for x in answer.switches] == [
            ("kz_106_goods", "ban", False)
        ]
    assert listed(load("854231", route=("CN", "RU")), law(kz_106_goods="ban")).says is Says.UNDECIDED
    assert listed(load("8542"), law(kz_106_goods="ban")).says is Says.UNDECIDED


# --- papers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["854231", "8482100000"])
@pytest.mark.parametrize(
    "kind", [DocumentKind.EXPORT_LICENCE, DocumentKind.END_USER_CERTIFICATE, DocumentKind.LICENSING_ANSWER]
)
def test_with_papers_the_exit_control_still_decides(kind: DocumentKind, code: str) -> None:
    answer = listed(load(code, documents=(Document(kind=kind, consignment="A", valid_until=DAY),)))
    assert (answer.says, answer.weight, answer.who) == (Says.UNDECIDED, Weight.WARNS, None)
    assert answer.reasons[1].text == "the papers are there; the check at exit control still decides"
    assert ids(answer)[0] == "chpl.version"
    assert answer.values["code"] == code
    assert answer.cure is None
    assert sum_up([answer]) is Answer.GO_WITH_CARE


@pytest.mark.parametrize(
    "paper",
    [
        Document(kind=DocumentKind.INVOICE),
        Document(kind=DocumentKind.EXPORT_LICENCE, consignment="B"),
        Document(kind=DocumentKind.EXPORT_LICENCE, valid_until=date(2025, 10, 19)),
        Document(kind=DocumentKind.EXPORT_LICENCE, codes=("8542.32",)),
        Document(kind=DocumentKind.EXPORT_LICENCE, codes=("no code",)),
    ],
)
def test_a_paper_that_does_not_cover_the_goods_does_not_help(paper: Document) -> None:
    assert listed(load("854231", documents=(paper,))).says is Says.NO


@pytest.mark.parametrize("codes", [("85 42.31",), ("8542",), ("8541.10", "8542 31 900 1"), ()])
def test_a_paper_covers_by_prefix(codes: tuple[str, ...]) -> None:
    paper = Document(kind=DocumentKind.EXPORT_LICENCE, codes=codes)
    assert listed(load("854231", documents=(paper,))).weight is Weight.WARNS


# --- goods without a code, and goods not listed -----------------------------------------------


def test_goods_without_a_code_are_undecided() -> None:
    of = Trip(
        enters_on=DAY,
        route=("KZ", "RU"),
        consignments=(
            Consignment(id="A", goods=(Goods(), Goods())),
            Consignment(id="B", goods=(Goods(code="610910"),)),
            Consignment(id="C", goods=(Goods(),)),
        ),
    )
    (answer,) = [x for x in found(of) if x.id == "goods.code"]
    assert (answer.says, answer.weight, answer.who) == (Says.UNDECIDED, Weight.STOPS, Who.CONSIGNOR)
    assert answer.values == {"consignments": ("A", "C")}
    assert [(x.text, x.values) for x in answer.missing] == [
        ("the goods code in consignment {consignment}", {"consignment": "A"}),
        ("the goods code in consignment {consignment}", {"consignment": "C"}),
    ]
    assert "cannot be said" in answer.reasons[0].text
    assert listed(of).values == {"codes": ("610910",)}
    assert is_flagged(of, law())
    assert [x.id for x in found(load(None, route=("KZ", "RU")))] == ["goods.code"]


def test_goods_not_listed_pass_and_the_gap_is_told() -> None:
    answer = listed(load("6109100000", "0805102000"))
    assert (answer.says, answer.weight) == (Says.YES, Weight.INFORMS)
    assert answer.values == {"codes": ("6109100000", "0805102000")}
    assert answer.reasons[0].text == "no goods code of the load is on the high-priority list"
    assert answer.reasons[1].text.startswith("Kazakh orders since 2024")
    assert ids(answer) == ("chpl.version", "kz.export_orders")
    past = listed(load("6109100000", route=("CN", "RU")))
    assert len(past.reasons) == 1
    assert ids(past) == ("chpl.version",)


def test_each_listed_line_is_told_and_others_are_not() -> None:
    answers = [x for x in found(load("610910", "854231", "847150"), law()) if x.id == "goods.chpl"]
    assert [x.values["code"] for x in answers] == ["854231", "847150"]


# --- the way ----------------------------------------------------------------------------------


def test_only_goods_on_the_way_into_russia_are_asked() -> None:
    assert found(load("854231", None, route=("RU", "KZ"))) == []
    assert found(load("854231", route=("CN", "KZ"))) == []
    assert found(load("854231", delivered_to="KZ")) == []
    assert found(load("854231", route=("KZ", "RU", "BY"), loaded_in="RU")) == []
    assert listed(load("854231", route=("KZ", "RU", "BY"))).says is Says.NO
    assert listed(load("854231", route=("RU", "KZ", "RU"))).says is Says.NO
    assert found(Trip(enters_on=DAY, route=("KZ", "RU"))) == []
    assert not is_flagged(load("854231", None, route=("RU", "KZ")), law())


def test_kazakh_exit_control_is_asked_only_of_goods_that_pass_it() -> None:
    loaded_later = load("854231", route=("KZ", "CN", "RU"), loaded_in="CN")
    assert listed(loaded_later).says is Says.UNDECIDED
    assert listed(load("854231", route=("CN", "RU", "KZ"))).says is Says.UNDECIDED


# --- days -------------------------------------------------------------------------------------


def test_before_the_version_of_23_february_2024_the_list_is_not_known() -> None:
    before = date(2024, 2, 22)
    answer = listed(load("854231"), law(before))
    assert (answer.says, answer.weight) == (Says.UNDECIDED, Weight.WARNS)
    assert [x.text for x in answer.missing] == ["the high-priority list of this day"]
    assert answer.reasons[0].text == "the high-priority list of this day is not recorded"
    assert ids(answer) == ("chpl.version",)
    assert not is_flagged(load("854231"), law(before))
    assert listed(load("854231"), law(date(2024, 2, 23))).says is Says.NO
    assert listed(load("854231"), law(known_at=before)).weight is Weight.WARNS


# --- screening of goods from China ------------------------------------------------------------


def screening(of: Trip, day: LawDay | None = None) -> list[Finding]:
    return [x for x in found(of, day) if x.id == "goods.screening"]


def test_goods_from_china_through_kazakhstan_are_nearly_always_checked() -> None:
    (answer,) = screening(load("610910"))
    assert (answer.says, answer.weight, answer.stage) == (Says.YES, Weight.INFORMS, Stage.EXIT_CONTROL)
    assert answer.values == {"checked_pct": 99}
    assert answer.reasons[0].values == {"pct": 99}
    assert answer.reasons[0].text.startswith("hauliers said that Kazakh exit control checks about {pct} %")
    assert ids(answer) == ("kz.exit.checked_pct",)
    assert screening(load("610910", route=("KG", "KZ", "RU"), origin="CN"))
    assert not screening(load("610910", route=("KG", "KZ", "RU"), origin="KG"))
    assert not screening(load("610910", route=("CN", "RU")))
    assert not screening(load("610910"), law(date(2025, 9, 14)))
    assert screening(load("610910"), law(date(2025, 9, 15)))
