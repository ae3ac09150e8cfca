"""Plate and VIN lead to one subject, however they are typed; what contradicts itself is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from otkel.app.crossing.desk import opened_ledger
from otkel.app.crossing.vehicles import Named, Vehicles
from otkel.app.ledger import now_us
from otkel.errors import InputError
from otkel.ledger.opening import open_store
from otkel.ledger.vault.opening import open_vault

KZ = Named(plate="660 CTA 07", country="KZ")
VIN, OTHER_VIN = "XTA210990Y2766389", "WDB9634031L123456"


@pytest.fixture
def vehicles(tmp_path: Path) -> Iterator[Vehicles]:
    with (
        closing(open_store("memory:", now_us)) as store,
        closing(open_vault("memory:", store, tmp_path / "keys", now_us)) as vault,
    ):
        yield Vehicles(vault)


def told(vehicles: Vehicles, named: Named) -> str:
    with pytest.raises(InputError) as error:
        vehicles.get_or_put(named)
    return error.value.mistakes[0].what.text


def test_one_plate_in_two_scripts_is_one_vehicle(vehicles: Vehicles) -> None:
    latin = vehicles.get_or_put(KZ)
    assert vehicles.find(Named(plate="660СТА07")) == latin.subject  # in Cyrillic letters
    assert vehicles.get_or_put(Named(plate="660 ста 07", country="KZ")).subject == latin.subject


def test_what_was_typed_before_is_held_once(vehicles: Vehicles) -> None:
    first = vehicles.get_or_put(KZ)
    vehicles.forget_found()
    assert vehicles.get_or_put(KZ) == first
    assert len(vehicles.vault.get_all(first.subject)) == 1


def test_one_vin_under_two_plates_is_one_vehicle(vehicles: Vehicles) -> None:
    first = vehicles.get_or_put(Named(plate="111 AAA 01", vin=VIN))
    second = vehicles.get_or_put(Named(plate="222 BBB 02", vin=VIN.lower()))
    assert first.subject == second.subject
    assert vehicles.find(Named(plate="222BBB02")) == first.subject
    assert first.sealed != second.sealed


def test_a_vin_is_learnt_of_a_plate_that_had_none(vehicles: Vehicles) -> None:
    first = vehicles.get_or_put(KZ)
    assert vehicles.get_or_put(Named(plate="660CTA07", vin=VIN)).subject == first.subject
    assert vehicles.find(Named(vin=VIN)) == first.subject


def test_plate_of_one_and_vin_of_another_is_told(vehicles: Vehicles) -> None:
    vehicles.get_or_put(KZ)
    vehicles.get_or_put(Named(plate="222 BBB 02", vin=VIN))
    assert "as one vehicle and this VIN as another" in told(vehicles, Named(plate="660 CTA 07", vin=VIN))


def test_another_vin_than_the_known_one_is_told(vehicles: Vehicles) -> None:
    vehicles.get_or_put(Named(plate="222 BBB 02", vin=VIN))
    assert "with another VIN" in told(vehicles, Named(plate="222 BBB 02", vin=OTHER_VIN))


def test_the_same_signs_of_another_state_need_a_vin(vehicles: Vehicles) -> None:
    first = vehicles.get_or_put(KZ)
    assert "known here as one of" in told(vehicles, Named(plate="660 CTA 07", country="KG"))
    other = vehicles.get_or_put(Named(plate="660 CTA 07", country="KG", vin=VIN))
    assert other.subject != first.subject


def test_who_never_came_is_not_known(vehicles: Vehicles) -> None:
    assert vehicles.find(KZ) is None


def test_many_who_ask_at_once_get_one_subject(tmp_path: Path) -> None:
    with opened_ledger(f"sqlite:///{tmp_path}/a.db", is_new=True) as ledger:
        for number in range(10):
            together, given = threading.Barrier(4), []

            def ask(number: int = number, together: Any = together, given: Any = given) -> None:
                own = Vehicles(ledger.vehicles.vault)  # as another process has it
                together.wait()
                given.append(own.get_or_put(Named(plate=f"{number:03d} ABC")))

            threads = [threading.Thread(target=ask) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len({one.subject for one in given}) == 1
            assert len(given) == 4


def test_many_are_put_ahead_in_one_write(vehicles: Vehicles) -> None:
    known = vehicles.get_or_put(KZ)
    one, other = Named(plate="B2 777", vin=VIN), Named(plate="C3 888", vin=VIN)
    vehicles.put_ahead([KZ, one, other, one])
    assert vehicles.get_or_put(KZ) == known
    assert vehicles.get_or_put(one).subject == vehicles.get_or_put(other).subject
