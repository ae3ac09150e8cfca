"""The shipped trips: each retells what was reported, and gives the answer the report asks for."""

from __future__ import annotations

import pytest

from otkel.app.cases import check_cases, list_cases, told
from otkel.app.check import Asked
from otkel.facts.people import Language

ANSWERS = {
    "2025-10-02-chips-from-khorgos": ("no", "goods.chpl"),
    "2025-10-09-driver-over-90-days": ("fix", "stay.ru"),
    "2025-10-18-onions-without-certificate": ("fix", "doc.phytosanitary"),
    "2025-11-05-released-at-wto-rate": ("no", "goods.duty_status"),
    "2025-11-12-garments-from-bishkek": ("fix", "decree778.notice"),
    "2025-11-27-driver-on-his-89th-day": ("fix", "stay.ru"),
    "2026-01-28-garments-in-the-gap": ("fix", "doc.eaeu_status"),
    "2026-02-20-brandy-without-seal": ("fix", "seal.required"),
    "2026-06-10-truck-without-qr": ("fix", "spot.notice"),
    "2026-08-14-everything-right": ("go", None),
}


def test_every_shipped_trip_has_its_answer() -> None:
    found = {one.path.stem: one.answer for one in check_cases(Asked())}
    assert {name: a["answer"] for name, a in found.items()} == {n: a for n, (a, _) in ANSWERS.items()}
    for name, (_, finding) in ANSWERS.items():
        stops = [f["id"] for f in found[name]["findings"] if f["answer"] != "yes" and f["weight"] == "stops"]
        assert not stops if finding is None else any(s.startswith(finding) for s in stops), (name, stops)


@pytest.mark.parametrize("path", list_cases(), ids=lambda p: p.stem)
def test_each_tells_its_source(path: object) -> None:
    assert any("http" in line for line in told(path))  # type: ignore[arg-type]


def test_the_answers_come_in_every_language() -> None:
    for language in Language:
        assert len(check_cases(Asked(language=language))) == len(ANSWERS)
