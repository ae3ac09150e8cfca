"""A register is followed by the decider that runs, and by the shell itself where none runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otkel.app.ledger import now_us
from otkel.app.serving import client
from otkel.app.serving.wire import Told
from otkel.cli.main import run
from otkel.ledger.opening import open_store
from tests.app.crossing.test_follow import POLICY
from tests.app.serving.processes import POINT, running
from tests.feeds.registers import LINES, csv

FOLLOW = ["queue", "follow", POINT, "register.csv"]


def in_shadow(folder: Path) -> str:
    folder.mkdir()
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    (folder / "register.csv").write_bytes(csv(LINES))
    db = f"sqlite:///{folder}/queue.db"
    policy = str(folder / "policy.yaml")
    opening = ["queue", "open", POINT, "--policy", policy, "--db", db, "--at", "2025-10-01 08:00"]
    assert run(opening) == 0
    return db


def words(db: str) -> list[str]:
    store = open_store(db, now_us)
    try:
        return [event.word for event in store.read_all()]
    finally:
        store.close()


def followed(capsys: pytest.CaptureFixture[str], db: str, *more: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = run([*FOLLOW, "--db", db, *more])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_running_decider_follows_and_tells_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, served = in_shadow(tmp_path / "alone"), in_shadow(tmp_path / "served")
    monkeypatch.chdir(tmp_path / "alone")
    first, again = followed(capsys, alone), followed(capsys, alone, "--lang", "ru")
    answered: list[Told | None] = []

    def hand_over(*asked: object) -> Told | None:
        answered.append(client.hand_over(*asked))  # type: ignore[arg-type]
        return answered[-1]

    monkeypatch.setattr("otkel.cli.queue_follow.hand_over", hand_over)
    monkeypatch.chdir(tmp_path / "served")
    with running(served):
        assert followed(capsys, served) == first
        assert followed(capsys, served, "--lang", "ru") == again
        status, out, _ = followed(capsys, served, "--json")
        assert (status, json.loads(out)["run"]["taken"]) == (0, 0)
        (tmp_path / "served" / "register.csv").unlink()
        assert followed(capsys, served)[0] == 2
        # What others hand over afterwards is decided upon what was followed, without reading it anew.
        assert run(["queue", "status", POINT, "--db", served]) == 0
    assert len(answered) == 4
    assert None not in answered
    assert words(served) == words(alone)
    assert len(words(served)) > 5


def test_a_queue_that_is_commanded_is_not_followed_by_its_decider(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = in_shadow(tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    assert run(["queue", "open", POINT, "--preset", "otkel", "--db", db, "--at", "2025-10-01 09:00"]) == 0
    with running(db):
        status, _, err = followed(capsys, db)
    assert status == 2
    assert "mode is shadow" in err
