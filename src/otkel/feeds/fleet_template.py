"""The workbook of a fleet to be filled in: its sheets with examples, and what each column means."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from otkel.feeds.fleet import DRIVERS, STAYS, TITLES, TRIPS, TRUCKS
from otkel.feeds.table import safe_cells

Say = Callable[[str], str]
_WIDEST = 34
_HEAD = "0B6060"
# What a usual fleet fills in; every other column of `otkel check` is read too.
SHOWN: dict[str, tuple[str, ...]] = {
    DRIVERS: (
        "driver", "driver_citizenship", "driver_permit", "driver_contract_until", "in_register", "entry_ban",
        "driver_unpaid_fines", "ruid_filed_on", "ruid_qr", "ruid_haulage", "driver_language",
    ),
    STAYS: ("driver", "country", "entered_on", "left_on"),
    TRUCKS: (
        "plate", "vehicle_country", "max_mass_t", "trailer_plate", "vehicle_unpaid_fines", "road_debt",
        "carrier", "carrier_country",
    ),
    TRIPS: (
        "id", "enters_on", "route", "crossing_point", "stay_days", "plate", "empty", "goods_codes", "goods",
        "goods_origin", "goods_status", "consignor", "consignor_country", "consignee", "consignee_country",
        "procedure", "price", "currency", "vat_rate", "accepted_on", "gross_kg", "documents", "spot_number",
        "spot_status", "seal_fitted", "queue_booked",
    ),
}  # fmt: skip


def fleet_template(language: int, today: date) -> bytes:
    """Give the workbook as XLSX. `language` is the place of a title: 0 English, 1 Russian, 2 Kazakh.

    Its examples lie around a day, so that the answer to them is one of now.
    """
    from openpyxl import Workbook  # takes time to load, and few ask for it

    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)  # the empty one with which a workbook begins
    for kind, rows in _examples(today).items():
        sheet = book.create_sheet(TITLES[kind][language])
        sheet.append(list(SHOWN[kind]))
        for row in rows:
            sheet.append(safe_cells([row.get(column) for column in SHOWN[kind]]))
        _dress(sheet, SHOWN[kind])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sheet: Any, columns: Sequence[str]) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_HEAD)
        longest = max(len(str(one.value or "")) for one in sheet[get_column_letter(number)])
        sheet.column_dimensions[get_column_letter(number)].width = min(_WIDEST, max(longest, len(column)) + 2)
    sheet.freeze_panes = "B2"


def _examples(today: date) -> dict[str, list[dict[str, Any]]]:
    def day(offset: int) -> date:
        return today + timedelta(days=offset)

    used_up = [
        {
            "driver": "Driver C",
            "country": "RU",
            "entered_on": day(-330 + n * 30),
            "left_on": day(-308 + n * 30),
        }
        for n in range(11)
    ]
    return {
        DRIVERS: [
            _driver("Driver A", "KZ", day(-20), "kk"),
            _driver("Driver B", "KG", day(-9), "ru"),
            {**_driver("Driver C", "UZ", day(-40), "ru"), "in_register": "unknown"},
        ],
        STAYS: [
            {"driver": "Driver A", "country": "RU", "entered_on": day(-60), "left_on": day(-41)},
            {"driver": "Driver A", "country": "RU", "entered_on": day(-12), "left_on": day(-5)},
            {"driver": "Driver B", "country": "RU", "entered_on": day(-3), "left_on": None},
            *used_up,
        ],
        TRUCKS: [
            _truck("111AAA07", "222BB07"),
            _truck("333CCC07", None),
        ],
        TRIPS: [_trip("1", day(5), "111AAA07"), {**_trip("2", day(12), "333CCC07"), **_EMPTY}],
    }


def _driver(name: str, citizenship: str, filed_on: date, language: str) -> dict[str, Any]:
    return {
        "driver": name, "driver_citizenship": citizenship, "driver_permit": "none", "in_register": "no",
        "entry_ban": "no", "driver_unpaid_fines": "no", "ruid_filed_on": filed_on, "ruid_qr": "yes",
        "ruid_haulage": "yes", "driver_language": language,
    }  # fmt: skip


def _truck(plate: str, trailer: str | None) -> dict[str, Any]:
    return {
        "plate": plate, "vehicle_country": "KZ", "max_mass_t": 40, "trailer_plate": trailer,
        "vehicle_unpaid_fines": "no", "road_debt": "no", "carrier": "Carrier", "carrier_country": "KZ",
    }  # fmt: skip


_EMPTY: dict[str, Any] = {
    "empty": "yes", "goods_codes": None, "goods": None, "goods_origin": None, "goods_status": None,
    "consignor": None, "consignor_country": None, "consignee": None, "consignee_country": None,
    "procedure": None, "price": None, "currency": None, "vat_rate": None, "accepted_on": None,
    "gross_kg": None, "documents": "permit_bilateral",
}  # fmt: skip


def _trip(name: str, on: date, plate: str) -> dict[str, Any]:
    return {
        "id": name, "enters_on": on, "route": "KZ RU", "crossing_point": "syrym", "stay_days": 6,
        "plate": plate, "goods_codes": "0703101900", "goods": "onions", "goods_origin": "KZ",
        "goods_status": "eaeu", "consignor": "Consignor", "consignor_country": "KZ",
        "consignee": "Consignee", "consignee_country": "RU", "procedure": "mutual_trade",
        "price": 1_200_000, "currency": "RUB", "vat_rate": "reduced", "accepted_on": on + timedelta(days=6),
        "gross_kg": 20_000, "documents": "cmr; invoice; contract; packing_list", "seal_fitted": "no",
        "queue_booked": "yes",
    }  # fmt: skip
