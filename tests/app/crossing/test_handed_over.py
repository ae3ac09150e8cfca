"""Many commands in order share the commits: decided at once, waited for later; and one write holds many."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from otkel.app.ledger import now_us
from otkel.app.live.decider import Decider
from otkel.facts.events.choices import Stage
from otkel.facts.gazetteer import get_point
from otkel.ledger.opening import open_store
from otkel.ledger.vault.opening import open_vault
from otkel.queueing import commands as c
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.policy import Policy
from otkel.queueing.refusal import Refusal

LIVE = Policy(name="live")
AT_US = 1_795_834_800_000_000


@pytest.mark.parametrize("address", ["memory:", "sqlite"])
def test_commands_are_decided_in_order_before_they_are_durable(tmp_path: Path, address: str) -> None:
    db = address if address == "memory:" else f"sqlite:///{tmp_path}/a.db"
    with closing(open_store(db, now_us)) as store:
        decider = Decider(store, get_point("syrym"))
        opening = c.SetPolicy(numbers=to_numbers(LIVE), digest=digest_of(LIVE))
        waits = [decider.begin(opening, key="open", by="test", at_us=AT_US)]
        for number in range(200):
            people = c.CountPeople(stage=Stage.WAITING_AREA, towards="RU", people=number)
            waits.append(decider.begin(people, key=f"p{number}", by="test", at_us=AT_US + number))
            assert decider.peek(lambda state: state.lines[0].people)[1] == number  # type: ignore[index]
        positions = []
        for wait in waits:
            answer = wait()
            assert not isinstance(answer, Refusal)
            positions += [event.position for event in answer.events]
        assert positions == list(range(1, 202))
        again = decider.begin(opening, key="open", by="test", at_us=AT_US)()
        assert not isinstance(again, Refusal)
        assert again.repeated


def test_a_refusal_is_waited_for_too(tmp_path: Path) -> None:
    with closing(open_store("memory:", now_us)) as store:
        decider = Decider(store, get_point("syrym"))
        answer = decider.begin(c.Pause(reason="snow"), key="p", by="test")()
        assert isinstance(answer, Refusal)
        assert answer.rule == "point.not_open"


def test_only_who_is_new_is_held_under_a_subject_of_his_own(tmp_path: Path) -> None:
    with (
        closing(open_store("memory:", now_us)) as store,
        closing(open_vault("memory:", store, tmp_path / "keys", now_us)) as vault,
    ):
        known = vault.new_subject()
        vault.put(known, "plates", {"plate": "A1 KZ"})
        contents = [
            {"plate": "a1kz"},
            {"plate": "B2"},
            {"plate": "b-2", "vin": "VIN12345"},
            {"vin": "vin12345"},
        ]
        first, second, third, fourth = vault.put_new("plates", contents)
        assert (first, third) == (None, None)
        assert second is not None
        assert fourth is not None
        assert vault.find_subject("plate", "A1KZ") == known
        assert vault.get(*second) == {"plate": "B2"}
        assert vault.put_new("plates", []) == []
        with pytest.raises(ValueError):
            vault.put_new("plates", [{"plate": "C3"}, {"name": "D"}])
        assert vault.find_subject("plate", "C3") is None
