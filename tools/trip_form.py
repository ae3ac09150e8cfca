"""Write the reference of what a trip may say: template, JSON Schema and the columns of a table.

tools/trip_form.py           writes the files into docs/reference
tools/trip_form.py --check   says which differ, and ends with status 1
"""

from __future__ import annotations

import sys
from pathlib import Path

from otkel.facts.trip import Trip
from otkel.feeds.fields import Field, fields_of
from otkel.feeds.template import schema_text, trip_template
from otkel.feeds.trip_columns import TRIP_COLUMNS, TripColumn

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
COLUMNS_HEAD = """<!-- Made from the columns of a table of trips by `make generate`; change it there. -->
# Columns of a table of trips

One row is one trip, with at most one consignment and one SPOT notice. `enters_on` and `route` must be there;
an empty cell is not known. Names may differ in case, spaces and marks; the other names are read too.

- Several values in one cell are parted by semicolons, as in `6204 62; 6109`. Each column of the goods then
  holds one value for all goods codes, or one for each in the same order; prices and weights one for each.
- `driver_stays` is written `RU 2026-01-03..2026-02-10; BY 2026-05-01`, or `none`.
- `documents` is written `cmr; invoice=17-A`, or `none`; after the sign of equality stands the number.
- `rates_rub` is written `KGS 0.95; USD 92`: roubles for one unit.

| column | path in a trip | meaning | other names |
|---|---|---|---|
"""


def pages() -> dict[str, str]:
    """Give the files of the reference by name."""
    return {
        "trip-template.yaml": trip_template(),
        "trip.schema.json": schema_text(),
        "trip-columns.md": COLUMNS_HEAD + "".join(_row(column) for column in TRIP_COLUMNS),
    }


def _row(column: TripColumn) -> str:
    meaning = (column.meaning or _field(column).meaning.text).replace("|", "\\|")
    return f"| `{column.name}` | `{column.path}` | {meaning} | {', '.join(column.synonyms)} |\n"


def _field(column: TripColumn) -> Field:
    struct = Trip
    *way, last = column.path.replace("[]", "").split(".")
    for step in way:
        struct = fields_of(struct)[step].struct
    return fields_of(struct)[last]


def main() -> int:
    """Write the files, or compare them."""
    status = 0
    for name, text in pages().items():
        place = FOLDER / name
        if "--check" not in sys.argv:
            place.write_text(text, encoding="utf-8")
        elif not place.exists() or place.read_text(encoding="utf-8") != text:
            print(f"docs/reference/{name} differs: run make generate")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
