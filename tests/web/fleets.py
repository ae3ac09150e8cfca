"""Workbooks of fleets, made for tests."""

import io
from datetime import date

from openpyxl import Workbook

DRIVER_HEAD = ("driver", "driver_citizenship", "driver_permit", "in_register", "entry_ban", "ruid_filed_on",
               "ruid_qr", "ruid_haulage")  # fmt: skip
STAY_HEAD = ("driver", "country", "entered_on", "left_on")
TRUCK_HEAD = ("plate", "vehicle_country", "max_mass_t", "vehicle_unpaid_fines", "road_debt")
TRIP_HEAD = ("id", "enters_on", "route", "crossing_point", "stay_days", "plate", "empty", "goods_codes",
             "goods_status", "goods_origin")  # fmt: skip


def workbook(**sheets):
    """Give a workbook of sheets by title, each a list of rows, the header first."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def driver(name, citizenship="KZ"):
    return (name, citizenship, "none", "no", "no", date(2026, 11, 1), "yes", "yes")


def trip(name, on, plate="111AAA07", **more):
    values = {"id": name, "enters_on": on, "route": "KZ RU", "crossing_point": "syrym", "stay_days": 5,
              "plate": plate, "empty": "yes", **more}  # fmt: skip
    return tuple(values.get(column) for column in TRIP_HEAD)


def fleet(drivers=(), stays=(), trucks=(("111AAA07", "KZ", 40, "no", "no"),), trips=()):
    return workbook(
        drivers=[DRIVER_HEAD, *drivers],
        stays=[STAY_HEAD, *stays],
        trucks=[TRUCK_HEAD, *trucks],
        trips=[TRIP_HEAD, *trips],
    )
