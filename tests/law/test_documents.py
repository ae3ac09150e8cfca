"""The table of papers: each row asked, not asked, there, wrong, and at the edges of its days."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from otkel.facts.documents import Document
from otkel.facts.documents import DocumentKind as Kind
from otkel.facts.people import Party, PartyKind
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Marking, Procedure, Trip
from otkel.facts.vehicles import Vehicle
from otkel.law import documents
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Answer, Says, Stage, Weight, Who, sum_up
from otkel.law.papers import NAMES

ENTRY = date(2026, 8, 3)
UNION = GoodsStatus.EAEU
GEAR = Goods(code="8708", status=UNION, conformity_required=False)
BASE = (Kind.CMR, Kind.INVOICE, Kind.CONTRACT, Kind.EAEU_STATUS, Kind.SNT)
YES, NO, OPEN = Says.YES, Says.NO, Says.UNDECIDED
STOPS, WARNS, INFORMS = Weight.STOPS, Weight.WARNS, Weight.INFORMS


def held(*kinds, **stated):
    return tuple(Document(kind=kind, **stated) for kind in kinds)


PAPERS = held(*BASE)


def trip(*, on=ENTRY, goods=(GEAR,), route=("KZ", "RU"), papers=PAPERS, country="KZ", vehicle=None, **fields):
    load = Consignment(id="c1", goods=goods, **fields)
    vehicle = vehicle or Vehicle(country=country, plate="123ABC02")
    return Trip(enters_on=on, route=route, consignments=(load,), documents=papers, vehicle=vehicle)


def check(a_trip, **options):
    return list(documents.check(a_trip, read_rulebook().on(a_trip.enters_on, options=options)))


def find(a_trip, finding_id):
    return [f for f in check(a_trip) if f.id == finding_id]


def one(a_trip, finding_id):
    (finding,) = find(a_trip, finding_id)
    return finding


def without(kind, **fields):
    return trip(papers=held(*(k for k in BASE if k is not kind)), **fields)


def test_a_plain_load_with_its_papers_may_go():
    found = check(trip())
    assert {f.id for f in found} == {
        "doc.cmr",
        "doc.invoice",
        "doc.contract",
        "doc.eaeu_status",
        "doc.snt",
        "doc.statistical_form",
        "doc.cash",
        "doc.permit_bilateral",
    }
    assert {(f.says, f.weight, f.subject) for f in found} == {(YES, INFORMS, "documents")}
    assert sum_up(found) is Answer.GO


def test_an_empty_truck_is_asked_nothing():
    assert (
        check(
            Trip(enters_on=ENTRY, route=("KZ", "RU"), documents=held(Kind.CMR, valid_until=date(2020, 1, 1)))
        )
        == []
    )
    assert check(trip(goods=())) == []


# (kind, trip fields, weight, who, stage, cure, provision)
MISSING = [
    (
        Kind.CMR,
        {},
        STOPS,
        Who.CARRIER,
        Stage.EXIT_CONTROL,
        "Have the CMR filled in for this load and carry it.",
        "doc.ru.cmr",
    ),
    (
        Kind.INVOICE,
        {},
        STOPS,
        Who.CONSIGNOR,
        Stage.EXIT_CONTROL,
        "Give the driver the invoice for this load.",
        "doc.ru.invoice",
    ),
    (
        Kind.CONTRACT,
        {},
        STOPS,
        Who.CONSIGNOR,
        Stage.ROADSIDE_CHECK,
        "Give the driver the contract with the Russian buyer, or its copy.",
        "doc.ru.contract",
    ),
    (
        Kind.EAEU_STATUS,
        {},
        STOPS,
        Who.CONSIGNOR,
        Stage.ROADSIDE_CHECK,
        "Give the driver papers that prove the Union status of the goods.",
        "doc.ru.eaeu_status",
    ),
    (
        Kind.SNT,
        {},
        STOPS,
        Who.CONSIGNOR,
        Stage.EXIT_CONTROL,
        "Issue the SNT for this load before it leaves Kazakhstan.",
        "kz.snt.export_eaeu",
    ),
    (
        Kind.SNT,
        {"route": ("RU", "KZ")},
        WARNS,
        Who.CONSIGNEE,
        Stage.AFTER,
        "Issue the SNT for goods brought into Kazakhstan.",
        "kz.snt.import_eaeu",
    ),
    (
        Kind.PACKING_LIST,
        {"route": ("KG", "KZ", "RU")},
        WARNS,
        Who.CONSIGNOR,
        Stage.EXIT_CONTROL,
        "Give the driver the packing list for this load.",
        "doc.kg.export_set",
    ),
    (
        Kind.CERTIFICATE_OF_ORIGIN,
        {"route": ("KG", "KZ", "RU")},
        WARNS,
        Who.CONSIGNOR,
        Stage.EXIT_CONTROL,
        "Get the certificate of origin ST-1 for this batch.",
        "doc.kg.export_set",
    ),
    (
        Kind.CONFORMITY,
        {"goods": (Goods(code="8708", status=UNION, conformity_required=True),)},
        STOPS,
        Who.CONSIGNOR,
        Stage.ROADSIDE_CHECK,
        "Get the certificate or declaration of conformity, and give the driver a copy.",
        "doc.ru.conformity",
    ),
    (
        Kind.ETTN,
        {
            "route": ("KG", "KZ", "RU"),
            "goods": (Goods(code="2402209000", status=UNION, conformity_required=False),),
        },
        STOPS,
        Who.CONSIGNOR,
        Stage.EXIT_CONTROL,
        "Issue the electronic waybill (ETTN) for this load.",
        "doc.kg.ettn",
    ),
    (
        Kind.PHYTOSANITARY,
        {"goods": (Goods(code="0702", status=UNION, conformity_required=False, phyto_high_risk=True),)},
        STOPS,
        Who.CONSIGNOR,
        Stage.ENTRY_CONTROL,
        "Get a phytosanitary certificate for this batch and its real consignee.",
        "doc.eaeu.phyto.high_risk",
    ),
    (
        Kind.PERMIT_THIRD_COUNTRY,
        {"country": "UZ"},
        STOPS,
        Who.CARRIER,
        Stage.ENTRY_CONTROL,
        "Get a permit for third-country carriage from your transport authority.",
        "permit.kz_ru.third_country",
    ),
    (
        Kind.TRANSIT_DECLARATION,
        {"procedure": Procedure.CUSTOMS_TRANSIT},
        STOPS,
        Who.CARRIER,
        Stage.EXIT_CONTROL,
        "Place the goods under customs transit and carry the transit declaration.",
        "transit.eaeu.rules",
    ),
    (
        Kind.VEHICLE_SEAL_CERTIFICATE,
        {
            "procedure": Procedure.CUSTOMS_TRANSIT,
            "vehicle": Vehicle(country="KZ", under_customs_seal_certificate=False),
        },
        WARNS,
        Who.CARRIER,
        Stage.EXIT_CONTROL,
        "Get the certificate that the vehicle may carry goods under customs seals.",
        "transit.eaeu.seal_certificate",
    ),
    (
        Kind.PRELIMINARY_INFORMATION,
        {"route": ("CN", "KZ", "RU")},
        WARNS,
        Who.CARRIER,
        Stage.BEFORE_DEPARTURE,
        "Send the preliminary information before the truck enters the Union.",
        "pi.road.required",
    ),
]


@pytest.mark.parametrize(("kind", "fields", "weight", "who", "stage", "cure", "provision"), MISSING)
def test_a_paper_that_is_not_there(kind, fields, weight, who, stage, cure, provision):
    found = one(without(kind, **fields), f"doc.{kind.value}")
    assert (found.says, found.weight, found.who, found.stage) == (NO, weight, who, stage)
    assert found.cure.text == cure
    assert found.until == ENTRY
    assert found.missing == ()
    assert found.values == {"consignment": "c1"}
    assert [x.provision.id for x in found.rests_on] == [provision]
    assert [r.text for r in found.reasons] == ["Not there for {consignment}: {paper}."]


@pytest.mark.parametrize(("kind", "fields", "weight"), [row[:3] for row in MISSING])
def test_the_same_paper_there_wrong_and_another_consignments(kind, fields, weight):
    finding_id = f"doc.{kind.value}"
    rest = tuple(k for k in BASE if k is not kind)
    there = one(trip(papers=held(*rest, kind), **fields), finding_id)
    assert (there.says, there.weight, there.cure, there.until) == (YES, INFORMS, None, None)
    assert [r.text for r in there.reasons] == ["There for {consignments}: {paper}."]
    stale = held(*rest) + held(kind, valid_until=date(2026, 8, 2))
    expired = one(trip(papers=stale, **fields), finding_id)
    assert (expired.says, expired.weight, expired.until) == (NO, weight, ENTRY)
    assert expired.reasons[0].text.startswith("Out of date")
    assert expired.cure is not None
    other = held(*rest) + held(kind, consignment="c9")
    assert one(trip(papers=other, **fields), finding_id).says is NO


# (kind, trip fields, weight, what is asked)
UNDECIDED = [
    (
        Kind.CONFORMITY,
        {"goods": (Goods(code="8708", status=UNION),)},
        WARNS,
        "whether the goods need a certificate or declaration of conformity",
    ),
    (
        Kind.EAEU_STATUS,
        {"goods": (Goods(code="8708", conformity_required=False),)},
        STOPS,
        "the customs status of the goods",
    ),
    (
        Kind.ETTN,
        {"route": ("KG", "RU"), "goods": (Goods(status=UNION, conformity_required=False),)},
        WARNS,
        "the goods code of every line",
    ),
    (
        Kind.PHYTOSANITARY,
        {"goods": (Goods(code="0805", status=UNION),)},
        WARNS,
        "whether the plant goods are of high phytosanitary risk",
    ),
    (
        Kind.VETERINARY,
        {"goods": (Goods(code="0406", status=UNION),)},
        WARNS,
        "whether these animal goods need a veterinary certificate",
    ),
    (
        Kind.SEED_CERTIFICATE,
        {"route": ("KG", "RU"), "goods": (Goods(code="120991", status=UNION),)},
        WARNS,
        "whether these seeds need a seed certificate",
    ),
    (Kind.PERMIT_THIRD_COUNTRY, {"country": None}, STOPS, "the country in which the truck is registered"),
    (
        Kind.PERMIT_BILATERAL,
        {"route": ("KG", "KZ", "RU"), "country": "KG"},
        WARNS,
        "whether the states on the way ask a permit of a truck from this country",
    ),
    (
        Kind.TRANSIT_DECLARATION,
        {"goods": (Goods(code="8708", status=GoodsStatus.FOREIGN),)},
        STOPS,
        "whether the foreign goods are under customs transit",
    ),
    (
        Kind.VEHICLE_SEAL_CERTIFICATE,
        {"procedure": Procedure.CUSTOMS_TRANSIT},
        WARNS,
        "whether the vehicle has a certificate for carriage under customs seals",
    ),
]


@pytest.mark.parametrize(("kind", "fields", "weight", "asked"), UNDECIDED)
def test_a_need_that_hangs_on_a_fact(kind, fields, weight, asked):
    found = one(without(kind, **fields), f"doc.{kind.value}")
    assert (found.says, found.weight, found.cure, found.until) == (OPEN, weight, None, None)
    assert [m.text for m in found.missing] == [asked]
    rest = tuple(k for k in BASE if k is not kind)
    assert one(trip(papers=held(*rest, kind), **fields), f"doc.{kind.value}").says is YES
    stale = held(*rest) + held(kind, valid_until=date(2026, 8, 2))
    wrong = one(trip(papers=stale, **fields), f"doc.{kind.value}")
    assert wrong.says is NO
    assert wrong.weight is (WARNS if kind is Kind.VEHICLE_SEAL_CERTIFICATE else STOPS)


PERSONAL = {"procedure": Procedure.PERSONAL}
TRANSIT = {"procedure": Procedure.CUSTOMS_TRANSIT}
OWN = {"procedure": Procedure.OWN_GOODS}


@pytest.mark.parametrize(
    ("finding_id", "fields"),
    [
        ("doc.cmr", PERSONAL),
        ("doc.cmr", {"route": ("CN", "KZ")}),
        ("doc.cmr", {"route": ("KG", "KZ", "RU"), "delivered_to": "KZ"}),
        ("doc.invoice", PERSONAL),
        ("doc.invoice", {"route": ("CN", "KZ")}),
        ("doc.contract", OWN),
        ("doc.contract", TRANSIT),
        ("doc.contract", PERSONAL),
        ("doc.contract", {"route": ("RU", "KZ")}),
        ("doc.contract", {"route": ("CN", "KZ", "RU")}),
        ("doc.packing_list", {}),
        ("doc.packing_list", {"route": ("KG", "KZ", "RU"), **PERSONAL}),
        ("doc.certificate_of_origin", {}),
        ("doc.conformity", {"goods": (GEAR,)}),
        ("doc.conformity", {"goods": (Goods(code="8708"),), **OWN}),
        ("doc.eaeu_status", TRANSIT),
        ("doc.eaeu_status", {"goods": (Goods(code="8708", status=GoodsStatus.RELEASED),)}),
        ("doc.eaeu_status", {"route": ("RU", "KZ")}),
        ("doc.eaeu_status", {"route": ("UZ", "KZ", "RU")}),
        ("doc.snt", {"route": ("KG", "RU")}),
        ("doc.snt", {"route": ("KG", "KZ", "RU")}),
        ("doc.snt", {"route": ("KZ", "UZ")}),
        ("doc.snt", {"route": ("CN", "KZ")}),
        ("doc.snt", {"route": ("KZ", "RU", "KZ")}),
        ("doc.snt", TRANSIT),
        ("doc.ettn", {"route": ("KG", "RU")}),
        ("doc.ettn", {"goods": (Goods(code="2402", status=UNION),)}),
        ("doc.phytosanitary", {"goods": (Goods(code="0702", phyto_high_risk=False),)}),
        ("doc.phytosanitary", {"goods": (Goods(code="0902"), Goods())}),
        ("doc.phytosanitary", {"goods": (Goods(code="0702", phyto_high_risk=True),), **PERSONAL}),
        ("doc.phytosanitary", {"goods": (Goods(code="0702", phyto_high_risk=True),), "route": ("KZ", "UZ")}),
        ("doc.veterinary", {}),
        ("doc.veterinary", {"goods": (Goods(code="0406"),), **PERSONAL}),
        ("doc.veterinary", {"goods": (Goods(code="0406"),), "route": ("KZ", "UZ")}),
        ("doc.veterinary", {"goods": (Goods(),)}),
        ("doc.seed_certificate", {"goods": (Goods(code="1209"),)}),
        ("doc.seed_certificate", {"route": ("KG", "RU"), "goods": (Goods(code="1208"),)}),
        ("doc.permit_third_country", {}),
        ("doc.permit_third_country", {"country": "RU"}),
        ("doc.permit_third_country", {"route": ("UZ", "KZ", "RU"), "country": "UZ"}),
        ("doc.permit_third_country", {"route": ("CN", "KZ"), "country": "UZ"}),
        ("doc.permit_bilateral", {"country": "UZ"}),
        ("doc.permit_bilateral", {"route": ("CN", "KZ"), "country": "CN"}),
        ("doc.permit_bilateral", {"route": ("CN", "KZ", "RU"), "country": "KZ"}),
        ("doc.permits_reloaded", {}),
        ("doc.transit_declaration", {}),
        (
            "doc.transit_declaration",
            {"goods": (Goods(status=GoodsStatus.FOREIGN),), "procedure": Procedure.MUTUAL_TRADE},
        ),
        ("doc.vehicle_seal_certificate", {}),
        (
            "doc.vehicle_seal_certificate",
            {**TRANSIT, "vehicle": Vehicle(country="KZ", under_customs_seal_certificate=True)},
        ),
        ("doc.preliminary_information", {}),
        ("doc.preliminary_information", {"route": ("KZ", "UZ")}),
        ("doc.preliminary_information", {"route": ("CN", "KZ", "RU"), **PERSONAL}),
        ("doc.preliminary_information", {"route": ("CN", "KZ", "RU"), "loaded_in": "KZ"}),
        ("doc.statistical_form", {"route": ("RU", "KZ")}),
        ("doc.statistical_form", TRANSIT),
        ("doc.cash", {"on": date(2026, 3, 31)}),
        ("doc.marking", {}),
        ("doc.electronic", {"on": date(2026, 8, 31)}),
        ("doc.phytosanitary_consignee", {"dispute_free_consignee": True}),
        ("doc.phytosanitary_consignee", {"dispute_free_consignee": False, "on": date(2026, 1, 31)}),
    ],
)
def test_what_is_not_asked(finding_id, fields):
    assert find(trip(**{"papers": (), **fields}), finding_id) == []


@pytest.mark.parametrize(
    ("country", "route", "expected"),
    [
        ("KZ", ("CN", "KZ", "RU"), NO),
        ("KZ", ("KG", "KZ", "RU"), NO),
        ("RU", ("CN", "KZ", "RU"), None),
        ("BY", ("RU", "KZ"), NO),
    ],
)
def test_a_third_country_is_involved_when_the_truck_is_of_neither_end(country, route, expected):
    found = find(trip(country=country, route=route), "doc.permit_third_country")
    assert [f.says for f in found] == ([expected] if expected else [])


def test_loaded_or_delivered_elsewhere_counts_for_the_permit():
    assert one(trip(loaded_in="CN"), "doc.permit_third_country").says is NO
    assert one(trip(delivered_to="BY", country="RU"), "doc.permit_third_country").says is NO


def test_a_truck_of_either_state_needs_no_permit():
    for fields in ({}, {"country": "RU"}, {"route": ("RU", "KZ")}):
        found = one(trip(**fields), "doc.permit_bilateral")
        assert (found.says, found.weight, found.who, found.stage) == (
            YES,
            INFORMS,
            Who.CARRIER,
            Stage.ENTRY_CONTROL,
        )
        assert found.values == {"consignments": ["c1"]}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"country": "RU"}, OPEN),
        ({"country": None}, OPEN),
        ({"country": "KZ"}, None),
        ({"country": "RU", "loaded_in": "DE"}, None),
        ({"country": "RU", "delivered_to": "UZ"}, None),
        ({"country": "RU", "on": date(2022, 9, 19)}, None),
        ({"country": "RU", "on": date(2022, 9, 20)}, OPEN),
    ],
)
def test_reloaded_goods_of_the_european_union(fields, expected):
    goods = (Goods(code="8708", origin="DE", status=GoodsStatus.FOREIGN),)
    found = find(trip(goods=goods, route=("RU", "KZ"), **fields), "doc.permits_reloaded")
    assert [(f.says, f.weight) for f in found] == ([(expected, WARNS)] if expected else [])


def test_reloaded_goods_need_two_permits():
    goods = (Goods(code="8708", origin="DE"),)

    def ask(*kinds):
        return one(
            trip(goods=goods, route=("RU", "KZ"), country="RU", papers=held(*kinds)), "doc.permits_reloaded"
        )

    assert ask(Kind.PERMIT_BILATERAL).says is OPEN
    assert [m.text for m in ask().missing] == [
        "whether the goods were re-loaded from a truck of the European Union"
    ]
    assert ask(Kind.PERMIT_BILATERAL, Kind.PERMIT_THIRD_COUNTRY).says is YES
    assert ask(Kind.PERMIT_THIRD_COUNTRY, Kind.PERMIT_THIRD_COUNTRY).says is YES


@pytest.mark.parametrize(
    ("finding_id", "first", "fields"),
    [
        ("doc.snt", date(2025, 11, 1), {}),
        ("doc.snt", date(2025, 11, 1), {"route": ("RU", "KZ")}),
        ("doc.vehicle_seal_certificate", date(2026, 2, 17), TRANSIT),
    ],
)
def test_before_the_rule_was_recorded_the_paper_is_open(finding_id, first, fields):
    before = one(trip(papers=(), on=date.fromordinal(first.toordinal() - 1), **fields), finding_id)
    assert (before.says, before.weight, before.missing) == (OPEN, WARNS, ())
    assert len(before.reasons) == 2
    assert one(trip(papers=(), on=first, **fields), finding_id).reasons != before.reasons


@pytest.mark.parametrize(("on", "asked"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_medicines_need_the_kyrgyz_waybill_from_2027(on, asked):
    goods = (Goods(code="3004", status=UNION),)
    assert bool(find(trip(goods=goods, route=("KG", "RU"), on=on), "doc.ettn")) is asked


@pytest.mark.parametrize("code", ["0603", "0702", "0805", "1001", "1205"])
def test_chapters_of_plants(code):
    assert one(trip(goods=(Goods(code=code),)), "doc.phytosanitary").says is OPEN


@pytest.mark.parametrize("code", ["0102", "0201", "0302", "0406", "0504"])
def test_chapters_of_animals(code):
    assert one(trip(goods=(Goods(code=code),)), "doc.veterinary").says is OPEN


def test_preliminary_information_began_in_2018():
    assert find(trip(route=("CN", "KZ"), on=date(2018, 9, 30)), "doc.preliminary_information") == []
    assert one(trip(route=("CN", "KZ"), on=date(2018, 10, 1)), "doc.preliminary_information").says is NO


def test_preliminary_information_is_sent_two_hours_before():
    at = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
    a_trip = msgspec.structs.replace(trip(route=("CN", "KZ")), enters_at=at)
    found = one(a_trip, "doc.preliminary_time")
    assert (found.says, found.weight, found.stage) == (YES, INFORMS, Stage.BEFORE_DEPARTURE)
    assert found.who is Who.CARRIER
    assert found.until == datetime(2026, 8, 3, 12, 0, tzinfo=UTC)
    assert found.values == {"consignments": ["c1"], "hours": 2}
    longer = msgspec.structs.replace(a_trip, route=("CN", "KZ", "RU"))
    assert one(longer, "doc.preliminary_time").until is None
    assert one(trip(route=("CN", "KZ")), "doc.preliminary_time").until is None
    assert find(trip(), "doc.preliminary_time") == []


def test_one_line_decides_for_its_consignment():
    goods = (GEAR, Goods(code="8708", conformity_required=True))
    assert one(trip(goods=goods), "doc.conformity").says is NO
    assert one(trip(goods=(GEAR, Goods(code="8708"))), "doc.eaeu_status").says is YES
    assert one(without(Kind.EAEU_STATUS, goods=(Goods(), GEAR)), "doc.eaeu_status").says is NO


def load(*consignments, papers=PAPERS, on=ENTRY, route=("KZ", "RU"), **fields):
    vehicle = Vehicle(country="KZ", plate="123ABC02")
    return Trip(
        enters_on=on, route=route, consignments=consignments, documents=papers, vehicle=vehicle, **fields
    )


def goes(name, *goods, **fields):
    return Consignment(id=name, goods=goods or (GEAR,), **fields)


def test_what_is_right_is_told_once_and_what_is_not_once_a_consignment():
    papers = held(*BASE[1:]) + held(Kind.CMR, consignment="b")
    found = check(load(goes("a"), goes("b"), goes("d"), goes("c"), papers=papers))
    cmr = [f for f in found if f.id == "doc.cmr"]
    assert [(f.values, f.says) for f in cmr] == [
        ({"consignment": "a"}, NO),
        ({"consignment": "d"}, NO),
        ({"consignment": "c"}, NO),
        ({"consignments": ["b"]}, YES),
    ]
    everyone = ["a", "d", "c", "b"]
    (invoice,) = [f for f in found if f.id == "doc.invoice"]
    assert invoice.values == {"consignments": everyone}
    assert invoice.reasons[0].values == {"consignments": tuple(everyone), "paper": NAMES[Kind.INVOICE]}
    for finding_id in ("doc.statistical_form", "doc.cash", "doc.permit_bilateral"):
        (told,) = [f for f in found if f.id == finding_id]
        assert told.values["consignments"] == everyone


def test_a_consignment_without_goods_is_asked_nothing():
    found = check(load(goes("a"), Consignment(id="b", goods=()), papers=()))
    assert {f.values.get("consignment") for f in found if f.says is NO} == {"a"}


@pytest.mark.parametrize(
    "other",
    [
        {"procedure": Procedure.OWN_GOODS},
        {"loaded_in": "AM"},
        {"delivered_to": "BY"},
    ],
)
def test_consignments_that_go_differently_are_asked_differently(other):
    a_trip = load(goes("a"), goes("b", **other), papers=())
    contract = [f.values["consignment"] for f in check(a_trip) if f.id in ("doc.contract", "doc.snt")]
    alone = [
        f.values["consignment"]
        for c in a_trip.consignments
        for f in check(load(c, papers=()))
        if f.id in ("doc.contract", "doc.snt")
    ]
    assert sorted(contract) == sorted(alone)
    assert contract.count("a") == 2
    assert contract.count("b") < 2


def test_union_goods_and_foreign_goods_of_no_procedure_are_asked_differently():
    foreign = Goods(code="8708", status=GoodsStatus.FOREIGN)
    found = check(load(goes("a"), goes("b", foreign), papers=()))
    assert [f.values["consignment"] for f in found if f.id == "doc.snt"] == ["a"]
    assert [f.values["consignment"] for f in found if f.id == "doc.transit_declaration"] == ["b"]


def test_a_paper_of_one_consignment_leaves_those_of_all_alone():
    papers = held(Kind.CMR, valid_until=date(2026, 8, 2)) + held(*BASE[1:]) + held(Kind.CMR, consignment="b")
    found = [f for f in check(load(goes("a"), goes("b"), goes("c"), papers=papers)) if f.id == "doc.cmr"]
    assert [(f.says, f.weight, f.values) for f in found] == [
        (NO, STOPS, {"consignment": "a"}),
        (NO, STOPS, {"consignment": "c"}),
        (YES, INFORMS, {"consignments": ["b"]}),
    ]
    assert all(f.reasons[0].text.startswith("Out of date") for f in found[:2])


def test_a_consignment_with_a_paper_of_its_own_keeps_the_wrong_ones_of_all():
    stale = held(Kind.CMR, valid_until=date(2026, 8, 2))
    papers = stale + held(*BASE[1:]) + held(Kind.CMR, consignment="a", plate="999")
    found = [f for f in check(load(goes("a"), goes("b"), papers=papers)) if f.id == "doc.cmr"]
    assert [(f.values, len(f.reasons)) for f in found] == [
        ({"consignment": "a"}, 2),
        ({"consignment": "b"}, 1),
    ]


def test_of_two_papers_the_right_one_is_taken_and_the_wrong_one_warned_of():
    papers = held(*BASE) + held(Kind.CMR, valid_until=date(2026, 8, 2), number="77")
    right, wrong = find(trip(papers=papers), "doc.cmr")
    assert (right.says, wrong.says, wrong.weight) == (YES, NO, WARNS)
    assert wrong.values == {"number": "77"}


def test_a_wrong_paper_that_nothing_asks_for_is_warned_of():
    found = one(
        trip(papers=held(*BASE) + held(Kind.EXPORT_LICENCE, plate="999", number="5")), "doc.export_licence"
    )
    assert (found.says, found.weight, found.who, found.stage) == (NO, WARNS, Who.CARRIER, Stage.EXIT_CONTROL)
    assert found.cure.text == "Replace it with a right one, or leave it out: {paper}."
    assert found.values == {"number": "5"}
    assert found.until == ENTRY
    assert found.reasons[0].values["named"] == "999"
    assert find(trip(papers=held(*BASE, Kind.EXPORT_LICENCE)), "doc.export_licence") == []


def test_a_paper_right_for_one_consignment_is_not_warned_of():
    two = tuple(Consignment(id=i, goods=(GEAR,), consignee=Party(name=i)) for i in ("a", "b"))
    papers = held(*BASE) + held(Kind.EXPORT_LICENCE, consignee="b")
    found = check(Trip(enters_on=ENTRY, route=("KZ", "RU"), consignments=two, documents=papers))
    assert [f for f in found if f.id == "doc.export_licence"] == []
    strange = held(*BASE) + held(Kind.EXPORT_LICENCE, consignee="c")
    found = check(Trip(enters_on=ENTRY, route=("KZ", "RU"), consignments=two, documents=strange))
    assert [f.reasons[0].values["stated"] for f in found if f.id == "doc.export_licence"] == ["a"]


def test_wrong_papers_are_told_in_the_order_of_the_trip():
    papers = held(*BASE) + held(
        Kind.EXPORT_LICENCE, Kind.END_USER_CERTIFICATE, Kind.DUTY_RELEASE, plate="999"
    )
    found = [f.id for f in check(trip(papers=papers)) if f.says is NO]
    assert found == ["doc.export_licence", "doc.end_user_certificate", "doc.duty_release"]


def test_a_paper_that_cannot_be_compared_warns():
    papers = held(*(k for k in BASE if k is not Kind.CMR)) + held(Kind.CMR, consignee="A")
    found = one(trip(papers=papers), "doc.cmr")
    assert (found.says, found.weight) == (OPEN, WARNS)
    assert [m.text for m in found.missing] == ["the name of the consignee of {consignment}"]
    assert one(trip(papers=(*papers, *held(Kind.CMR))), "doc.cmr").says is YES


LEGAL = Party(country="RU", kind=PartyKind.LEGAL_ENTITY)
SHIRT = Goods(code="6109100000", status=UNION, conformity_required=False)
BARE = Goods(code="6109100000", status=UNION, conformity_required=False, marking=Marking.MISSING)
NO_STATUS = held(
    Kind.CMR, Kind.INVOICE, Kind.CONTRACT, Kind.SNT, Kind.PACKING_LIST, Kind.CERTIFICATE_OF_ORIGIN
)


@pytest.mark.parametrize(
    ("on", "papers", "consignee", "expected"),
    [
        (date(2025, 10, 23), held(Kind.RECEIVER_NOTICE), LEGAL, NO),
        (date(2025, 10, 24), held(Kind.RECEIVER_NOTICE), LEGAL, YES),
        (date(2025, 12, 25), held(Kind.RECEIVER_NOTICE), LEGAL, YES),
        (date(2025, 12, 26), held(Kind.RECEIVER_NOTICE), LEGAL, NO),
        (date(2025, 11, 20), (), LEGAL, NO),
        (date(2025, 11, 20), held(Kind.RECEIVER_NOTICE), Party(), OPEN),
        (date(2026, 4, 19), (), Party(), NO),
        (date(2026, 4, 20), (), Party(), YES),
        (date(2026, 5, 31), (), Party(), YES),
        (date(2026, 6, 1), (), Party(), NO),
    ],
)
@pytest.mark.parametrize("finding_id", ["doc.eaeu_status", "doc.marking"])
def test_a_decree_does_without_proof_and_marking(finding_id, on, papers, consignee, expected):
    a_trip = trip(
        on=on, goods=(BARE,), route=("KG", "KZ", "RU"), papers=NO_STATUS + papers, consignee=consignee
    )
    found = one(a_trip, finding_id)
    assert found.says is expected
    assert found.weight is (INFORMS if expected is YES else STOPS)
    assert found.until == (on if expected is NO else None)
    assert found.who is Who.CONSIGNOR
    assert [m.text for m in found.missing] == (
        ["whether the consignee of {consignment} is a Russian legal entity"] if expected is OPEN else []
    )
    rests_on = {x.provision.id for x in found.rests_on}
    assert bool(rests_on & {"decree778.window", "decree778ext.window", "decree261.window"}) is (
        expected is not NO
    )


def test_a_decree_forgives_a_wrong_proof_but_no_other_paper():
    papers = NO_STATUS + held(Kind.EAEU_STATUS, valid_until=date(2026, 4, 1))
    a_trip = trip(on=date(2026, 5, 1), goods=(BARE,), route=("KG", "KZ", "RU"), papers=papers[1:])
    assert one(a_trip, "doc.cmr").says is NO
    status = [f for f in check(a_trip) if f.id == "doc.eaeu_status"]
    assert (status[0].says, len(status[0].reasons)) == (YES, 2)
    assert [(f.says, f.weight) for f in status[1:]] == [(NO, WARNS)]


@pytest.mark.parametrize(
    ("goods", "says", "weight"),
    [
        ((BARE,), NO, STOPS),
        ((SHIRT,), OPEN, STOPS),
        ((Goods(code="6203", marking=Marking.APPLIED),), YES, INFORMS),
        ((Goods(code="6203", marking=Marking.NOT_REQUIRED),), YES, INFORMS),
        ((Goods(code="6403", marking=Marking.MISSING),), NO, STOPS),
        ((Goods(marking=Marking.MISSING),), NO, STOPS),
        ((Goods(code="6403"), Goods(code="6403", marking=Marking.APPLIED)), YES, INFORMS),
    ],
)
def test_marking(goods, says, weight):
    found = one(trip(goods=goods), "doc.marking")
    assert (found.says, found.weight, found.stage, found.who) == (
        says,
        weight,
        Stage.ROADSIDE_CHECK,
        Who.CONSIGNOR,
    )
    assert (found.cure is not None) is (says is NO)
    assert found.until == (ENTRY if says is NO else None)


def test_marking_names_the_lines():
    found = one(trip(goods=(SHIRT, BARE, Goods(code="6403"), BARE)), "doc.marking")
    assert found.values == {"consignment": "c1", "lines": [2, 4]}
    assert [m.values for m in found.missing] == [{"line": 1, "consignment": "c1"}]
    assert found.cure.text == "Have the marking codes and labels put on the goods before they cross."
    found = one(trip(goods=(Goods(code="6403"), SHIRT)), "doc.marking")
    assert found.values == {"consignment": "c1"}
    assert [m.values["line"] for m in found.missing] == [2]
    assert [x.provision.id for x in found.rests_on] == ["doc.ru.marking", "doc.ru.marking.clothing"]


@pytest.mark.parametrize(
    ("goods", "fields"),
    [
        ((Goods(code="6403"),), {}),
        ((Goods(),), {}),
        ((BARE,), {"route": ("RU", "KZ")}),
        ((BARE,), TRANSIT),
        ((BARE,), {"route": ("UZ", "KZ", "RU")}),
        ((SHIRT,), {"on": date(2025, 8, 31)}),
    ],
)
def test_where_marking_is_not_asked(goods, fields):
    assert find(trip(goods=goods, **fields), "doc.marking") == []


def test_marking_before_its_rule_was_recorded():
    assert one(trip(goods=(SHIRT,), on=date(2025, 9, 1)), "doc.marking").says is OPEN
    found = one(trip(goods=(BARE,), on=date(2024, 12, 31)), "doc.marking")
    assert (found.says, found.weight, len(found.reasons)) == (OPEN, WARNS, 2)
    assert one(trip(goods=(BARE,), on=date(2025, 1, 1)), "doc.marking").says is NO


def test_what_the_consignee_does_after():
    form, cash = one(trip(), "doc.statistical_form"), one(trip(), "doc.cash")
    assert form.values == {"consignments": ["c1"], "working_days": 10}
    assert cash.values == {"consignments": ["c1"]}
    assert {(f.who, f.stage) for f in (form, cash)} == {(Who.CONSIGNEE, Stage.AFTER)}
    assert one(trip(on=date(2026, 4, 1)), "doc.cash").says is YES


def test_a_false_consignee_blocks_the_next_certificates():
    found = one(trip(dispute_free_consignee=False, on=date(2026, 2, 1)), "doc.phytosanitary_consignee")
    assert (found.says, found.weight, found.who, found.stage) == (NO, WARNS, Who.CONSIGNOR, Stage.AFTER)
    assert found.values == {"consignment": "c1", "block_days": 60}
    assert found.cure.text == "Have the certificate issued to the real consignee."
    assert found.until == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("country", "says", "scope"), [("KZ", OPEN, True), (None, OPEN, True), ("RU", YES, False)]
)
def test_electronic_transport_documents(country, says, scope):
    found = one(trip(on=date(2026, 9, 1), country=country), "doc.electronic")
    assert (found.says, found.weight, found.who) == (says, INFORMS, Who.CARRIER)
    assert found.stage is Stage.BEFORE_DEPARTURE
    assert ("epd.ru.foreign" in {x.provision.id for x in found.rests_on}) is scope
    assert bool(found.missing) is scope
    assert find(trip(on=date(2026, 9, 1), route=("CN", "KZ")), "doc.electronic") == []


def test_each_row_cites_a_provision_of_the_rulebook():
    from otkel.law.documents.rows import ROWS

    assert {row.provision for row in ROWS} <= read_rulebook().provisions.keys()
    assert len({(row.id, row.provision) for row in ROWS}) == len(ROWS)
