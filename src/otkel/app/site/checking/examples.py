"""The trips shipped with Otkel, to be tried with one tap."""

from __future__ import annotations

from pathlib import Path

from otkel.app.cases import list_cases
from otkel.app.site.checking.filled import Given, fields_of_trip
from otkel.errors import UnknownNameError
from otkel.feeds.trip_file import read_trip
from otkel.phrases import Phrase, phrase

TITLES: dict[str, Phrase] = {
    "2025-10-02-chips-from-khorgos": phrase("October 2025: chips from Khorgos"),
    "2025-10-09-driver-over-90-days": phrase("October 2025: a driver with too many days"),
    "2025-10-18-onions-without-certificate": phrase("October 2025: onions without a certificate"),
    "2025-11-05-released-at-wto-rate": phrase("November 2025: goods released at the lower duty"),
    "2025-11-12-garments-from-bishkek": phrase("November 2025: garments from Bishkek"),
    "2025-11-27-driver-on-his-89th-day": phrase("November 2025: a driver on his 89th day"),
    "2026-01-28-garments-in-the-gap": phrase("January 2026: garments between two decrees"),
    "2026-02-20-brandy-without-seal": phrase("February 2026: brandy without a seal"),
    "2026-06-10-truck-without-qr": phrase("June 2026: a truck without its QR code"),
    "2026-08-14-everything-right": phrase("August 2026: everything is right"),
}


def list_examples() -> dict[str, Phrase]:
    """Give the names of the shipped trips with their titles."""
    return {path.stem: TITLES.get(path.stem, Phrase(path.stem)) for path in list_cases()}


def get_example(name: str) -> Given:
    """Give a shipped trip as the fields of the form. Raises UnknownNameError."""
    found: Path | None = next((path for path in list_cases() if path.stem == name), None)
    if found is None:
        raise UnknownNameError(
            phrase("there is no example {name}", name=name[:60]), phrase("choose one from the page")
        )
    return fields_of_trip(read_trip(found).trip)
