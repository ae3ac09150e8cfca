"""The columns of a table of trips: one table of column, path in the trip, and other names for it.

`[]` in a path stands for the only load, SPOT notice or payment of the row, and for each line of
its goods. What a column means stands in `meanings`, at the end of its path.
"""

from __future__ import annotations

import re

import msgspec

from otkel.feeds.table import Column


class TripColumn(msgspec.Struct, frozen=True):
    """A column, the path of the field it fills, and its names in other languages.

    `meaning` stands where the column means something else than the field.
    """

    name: str
    path: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    meaning: str = ""


C = TripColumn
_LOAD = "consignments[]"
_GOODS = "consignments[].goods[]"
# The one column that fills no field of its own: with yes the trip has no consignments.
EMPTY = "empty"
# The column that makes a table one with several rows a trip.
LOAD = "consignment"

TRIP_COLUMNS: tuple[TripColumn, ...] = (
    C("id", "id", ("trip", "рейс", "номер рейса", "рейс нөмірі")),
    C("enters_on", "enters_on", ("въезд", "дата въезда", "entry", "кіру", "кіру күні"), required=True),
    C("enters_at", "enters_at", ("время въезда", "кіру уақыты")),
    C("route", "route", ("маршрут", "бағыт", "маршруты"), required=True),
    C("crossing_point", "crossing_point", ("пункт пропуска", "point", "өткізу пункті")),
    C("stay_days", "stay_days", ("дней пребывания", "болу күндері")),
    C("wait_days", "wait_days", ("дней ожидания", "күту күндері")),
    C("carrier", "carrier.name", ("перевозчик", "тасымалдаушы")),
    C("carrier_country", "carrier.country", ("страна перевозчика", "тасымалдаушы елі")),
    C("carrier_tax_id", "carrier.tax_id", ("инн перевозчика",)),
    C("carrier_language", "carrier.language"),
    C("plate", "vehicle.plate", ("номер", "госномер", "гос номер", "мемлекеттік нөмір", "нөмір")),
    C("vehicle_country", "vehicle.country", ("страна тс", "көлік елі")),
    C("vin", "vehicle.vin"),
    C("max_mass_t", "vehicle.max_mass_t", ("полная масса т",)),
    C("trailer_plate", "vehicle.trailer_plate", ("номер прицепа", "прицеп", "тіркеме нөмірі", "тіркеме")),
    C("trailer_country", "vehicle.trailer_country", ("страна прицепа",)),
    C("vehicle_unpaid_fines", "vehicle.unpaid_fines", ("штрафы тс",)),
    C("road_debt", "vehicle.road_debt", ("долг за дороги",)),
    C("under_customs_seal_certificate", "vehicle.under_customs_seal_certificate"),
    C("driver", "driver.name", ("водитель", "фио водителя", "жүргізуші")),
    C("driver_citizenship", "driver.citizenship", ("гражданство", "citizenship", "азаматтығы", "азаматтық")),
    C("driver_occupation", "driver.occupation"),
    C("driver_permit", "driver.permit", ("разрешение водителя",)),
    C("driver_contract_until", "driver.contract_until", ("договор до",)),
    C("driver_stays", "driver.stays", ("пребывания", "болған кезеңдер")),
    C("driver_unpaid_fines", "driver.unpaid_fines", ("штрафы водителя",)),
    C("driver_language", "driver.language", ("язык водителя",)),
    C("in_register", "driver.in_register", ("в реестре", "тізілімде")),
    C("entry_ban", "driver.entry_ban", ("запрет на въезд", "кіруге тыйым")),
    C("ruid_filed", "driver.ruid_filed"),
    C("ruid_filed_on", "driver.ruid.filed_on", ("дата ruid",)),
    C("ruid_filed_at", "driver.ruid.filed_at"),
    C("ruid_urgent", "driver.ruid.urgent"),
    C("ruid_qr", "driver.ruid.qr"),
    C("ruid_haulage", "driver.ruid.haulage"),
    C(
        EMPTY,
        "consignments",
        ("порожний", "без груза", "бос", "жүксіз"),
        meaning="yes: the truck certainly carries nothing; without yes and without goods it is not known",
    ),
    C(
        LOAD,
        f"{_LOAD}.id",
        ("накладная", "номер накладной", "партия", "жүк құжаты"),
        meaning="the consignment of the row, where a trip has several rows; these stand together",
    ),
    C("consignor", f"{_LOAD}.consignor.name", ("отправитель", "грузоотправитель", "жөнелтуші")),
    C("consignor_country", f"{_LOAD}.consignor.country", ("страна отправителя", "жөнелтуші елі")),
    C("consignor_tax_id", f"{_LOAD}.consignor.tax_id", ("инн отправителя",)),
    C("consignor_kind", f"{_LOAD}.consignor.kind"),
    C("consignee", f"{_LOAD}.consignee.name", ("получатель", "грузополучатель", "алушы")),
    C("consignee_country", f"{_LOAD}.consignee.country", ("страна получателя", "алушы елі")),
    C("consignee_tax_id", f"{_LOAD}.consignee.tax_id", ("инн получателя", "инн")),
    C("consignee_kind", f"{_LOAD}.consignee.kind"),
    C("procedure", f"{_LOAD}.procedure", ("процедура",)),
    C("loaded_in", f"{_LOAD}.loaded_in", ("страна погрузки",)),
    C("delivered_to", f"{_LOAD}.delivered_to", ("страна доставки",)),
    C("accepted_on", f"{_LOAD}.accepted_on", ("дата принятия на учет",)),
    C("spot_scope_exempt", f"{_LOAD}.spot_scope_exempt"),
    C("dispute_free_consignee", f"{_LOAD}.dispute_free_consignee"),
    C("goods_codes", f"{_GOODS}.code", ("goods_code", "код тн вэд", "коды тн вэд", "тн вэд", "сэқ тн коды")),
    C("goods", f"{_GOODS}.description", ("товар", "груз", "тауар", "жүк")),
    C("goods_origin", f"{_GOODS}.origin", ("страна происхождения", "шыққан елі")),
    C("goods_status", f"{_GOODS}.status", ("статус товара",)),
    C("released_in", f"{_GOODS}.released_in"),
    C("duty", f"{_GOODS}.duty"),
    C("price", f"{_GOODS}.price", ("цена", "стоимость", "бағасы", "құны")),
    C("currency", f"{_GOODS}.price.currency", ("валюта",)),
    C("excise", f"{_GOODS}.excise", ("акциз",)),
    C("customs_value", f"{_GOODS}.customs_value", ("таможенная стоимость", "кедендік құн")),
    C("duty_rate_pct", f"{_GOODS}.duty_rate_pct"),
    C("vat_rate", f"{_GOODS}.vat_rate", ("ставка ндс",)),
    C("gross_kg", f"{_GOODS}.gross_kg", ("вес брутто", "вес брутто кг", "брутто")),
    C("marking", f"{_GOODS}.marking", ("маркировка", "таңбалау")),
    C("phyto_high_risk", f"{_GOODS}.phyto_high_risk"),
    C("conformity_required", f"{_GOODS}.conformity_required"),
    C("perishable", f"{_GOODS}.perishable", ("скоропорт", "тез бұзылатын")),
    C("documents", "documents", ("документы", "құжаттар")),
    C("spot_applied", "spot_applied"),
    C("spot_number", "spot[].number"),
    C("spot_qr", "spot[].qr", ("qr спот",)),
    C("spot_status", "spot[].status", ("статус спот",)),
    C("spot_filed_on", "spot[].filed_on"),
    C("spot_filed_at", "spot[].filed_at"),
    C("spot_expected_on", "spot[].expected_on"),
    C("spot_plate", "spot[].plate"),
    C("spot_codes", "spot[].codes"),
    C("spot_consignee", "spot[].consignee"),
    C("spot_carrier", "spot[].carrier"),
    C("spot_payment_made", "spot[].payment_made"),
    C("spot_payment_exempt", "spot[].payment_exempt"),
    C("spot_payment", "spot[].payment.amount", ("обеспечительный платеж",)),
    C("spot_budget_code_right", "spot[].payment.budget_code_right"),
    C("spot_cashless", "spot[].payment.cashless"),
    C("seal_fitted", "seal.fitted", ("пломба", "пломба установлена")),
    C("seal_number", "seal.number", ("номер пломбы",)),
    C("seal_activated", "seal.activated"),
    C("queue_booked", "queue.booked", ("очередь забронирована",)),
    C("queue_slot_at", "queue.slot_at"),
    C("queue_arrives_at", "queue.arrives_at"),
    C("queue_move_asked_at", "queue.move_asked_at"),
    C("queue_kind", "queue.kind"),
    C("queue_no_shows_on", "queue.no_shows_on"),
    C("queue_active_bookings", "queue.active_bookings"),
    C("rates_rub", "rates_rub", ("курс", "курсы", "курс рубля")),
)
# The same by what a table reader and a walker ask for.
COLUMNS = tuple(Column(c.name, c.synonyms, c.required) for c in TRIP_COLUMNS)
PATHS = {c.name: tuple(re.split(r"\.", c.path)) for c in TRIP_COLUMNS}
COLUMN_OF_PATH = {c.path: c.name for c in TRIP_COLUMNS if c.name != EMPTY} | {
    _GOODS.removesuffix("[]"): "goods_codes"
}
