"""A crossing point with a ledger of its own, asked through the shell. For tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from otkel.cli.main import run

Told = tuple[int, str, str]
POLICY = """name: small
classes:
  - {name: ordinary}
  - {name: booked, by_slot: true}
slot_min: 60
slot_trucks: 1
horizon_days: 5
exit_places: 3
strip_places: 2
appear_min: 60
call_reasons: [medical]
referral_reasons: [weight]
exception_most_h: 24
moves_most: 1
"""


class Post:
    """A crossing point with a ledger of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.db = f"sqlite:///{folder}/queue.db"
        self.policy = folder / "policy.yaml"
        self.policy.write_text(POLICY, "utf-8")

    def ask(self, verb: str, *tokens: str, at: str | None = None, point: str = "syrym") -> Told:
        when = () if at is None else ("--at", f"2025-11-28 {at}" if len(at) == 5 else at)
        status = run(["queue", verb, point, "--db", self.db, *when, *tokens])
        told = self.capsys.readouterr()
        assert "Traceback" not in told.err
        return status, told.out, told.err

    def json(self, verb: str, *tokens: str, at: str | None = None) -> Any:
        _, out, err = self.ask(verb, *tokens, "--json", at=at)
        assert out, err
        return json.loads(out)

    def must(self, verb: str, *tokens: str, at: str | None = None) -> Any:
        told = self.json(verb, *tokens, at=at)
        assert told["answer"] == "recorded", told["refusal"]
        return told

    def refused(self, verb: str, *tokens: str, at: str | None = None) -> str:
        told = self.json(verb, *tokens, at=at)
        assert told["answer"] == "refused"
        return str(told["refusal"]["rule"])

    def arrive(self, plate: str, at: str, *more: str) -> int:
        return int(self.must("arrive", "--plate", plate, "--towards", "RU", *more, at=at)["passage"])

    def direction(self, at: str | None = None) -> Any:
        return self.json("status", at=at)["directions"][0]
