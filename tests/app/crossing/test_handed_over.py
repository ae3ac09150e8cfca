"""Many commands in order share the commits: decided at once, waited for later; and one write holds many."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from otkel.app.ledger import now_us
from otkel.app.live.decider import Decider
from otkel.errors import ForgottenError
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


def test_several_contents_are_held_together_or_not_at_all(tmp_path: Path) -> None:
    with (
        closing(open_store("memory:", now_us)) as store,
        closing(open_vault("memory:", store, tmp_path / "keys", now_us)) as vault,
    ):
        one, other, gone = (vault.new_subject() for _ in range(3))
        digests = vault.put_all([(one, "plates", {"plate": "A1"}), (other, "names", {"name": "B"})])
        assert vault.get(one, digests[0]) == {"plate": "A1"}
        assert vault.get(other, digests[1]) == {"name": "B"}
        vault.forget(gone)
        with pytest.raises(ForgottenError):
            vault.put_all([(one, "plates", {"plate": "C3"}), (gone, "plates", {"plate": "D4"})])
        assert vault.find_subject("plate", "C3") is None
        assert vault.put_all([]) == []
