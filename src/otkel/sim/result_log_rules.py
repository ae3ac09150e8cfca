"""The log of a replication in which disciplines rule, as columns of `queueing/log.py`.

The kernel writes rows that hold two numbers; what an event says beyond is found here: from the policies,
from the rows before, and from rows of no word that stand behind the one they belong to.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from otkel.facts.events import REGISTRY
from otkel.facts.events.choices import (
    Allocation,
    CheckKind,
    CheckOutcome,
    DepositOutcome,
    Knowledge,
    SelectionKind,
    Side,
    Stage,
)
from otkel.queueing.core.selection import RISK, stated_below
from otkel.queueing.drawing import checks_purpose
from otkel.queueing.due import STANDBY, STANDBY_OVER
from otkel.queueing.fold import CANCELLED_TOO_LATE
from otkel.queueing.log import NOTHING
from otkel.queueing.policy import Policy
from otkel.sim import kernel_log as words
from otkel.sim.kernel_rules import EXPECTED, EXPECTED_SEALED, RANDOM
from otkel.sim.kernel_world import Log, World

_MIN_US, _DAY_US = 60_000_000, 86_400_000_000
STAGES = (Stage.EXIT_CONTROL, Stage.ENTRY_CONTROL, Stage.ROADSIDE_CHECK)
MOVED, CANCELLED, STANDBY_JOINED = (
    REGISTRY[word].number for word in ("moved", "cancelled", "standby_joined")
)
STRIP_COUNTED, INTAKE_MEASURED = (REGISTRY[word].number for word in ("strip_counted", "intake_measured"))
# Who ended a booking or a request, why, and by which rule, as the rows count it.
ENDS = (
    (Side.TRUCK, "asked", None),
    (Side.TRUCK, "asked", CANCELLED_TOO_LATE),
    (Side.NOBODY, "standby_over", STANDBY_OVER),
)
MOVES = ((Side.TRUCK, "asked"), (Side.NOBODY, STANDBY))
NO_SHOWS = ("no_show.slot", "no_show.call")
BLOCK, BLOCK_OF_CANCELS = "block.no_shows", "block.cancels"
SEED = "0" * 64  # of a twin nothing is drawn from a committed seed
CODES = tuple(
    dict.fromkeys(
        [
            *(one.value for kind in (STAGES, Allocation, DepositOutcome, SelectionKind) for one in kind),
            *(one.value for kind in (CheckKind, CheckOutcome) for one in kind),
            *NO_SHOWS, BLOCK, BLOCK_OF_CANCELS, "asked", "standby_over", STANDBY,
            "drawn", "risk_points", *(checks_purpose(stage) for stage in STAGES),
        ]
    )
)  # fmt: skip


def fill_rules(
    columns: dict[str, Any], number: dict[str, int], world: World, log: Log, origin_us: int,
    policies: Sequence[Policy | None], states: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    """Fill what disciplines add to the columns; gives them without the rows that stand for no word."""
    filling = _Filling(columns, number, world, log, origin_us, policies, states)
    filling.slots()
    filling.requests()
    filling.changes()
    filling.penalties()
    filling.checks()
    filling.of_the_post()
    filling.counts()
    keeps = columns["kind"] != words.MORE
    return {
        name: [cell for cell, keep in zip(column, keeps, strict=True) if keep]
        if isinstance(column, list)
        else column[keeps]
        for name, column in columns.items()
    }


class _Filling:
    """One log that is being filled."""

    def __init__(
        self, columns: dict[str, Any], number: dict[str, int], world: World, log: Log, origin_us: int,
        policies: Sequence[Policy | None], states: Sequence[str],
    ) -> None:  # fmt: skip
        rows = int(log.size[0])
        self.columns, self.number, self.world, self.origin_us = columns, number, world, origin_us
        self.kind, self.point, self.truck = columns["kind"], columns["point"], log.truck[:rows]
        self.value, self.rule = log.value[:rows].astype(np.int64), log.rule[:rows]
        self.policies, self.states = policies, states
        self.rest: list[str | None] = columns.setdefault("rest", [None] * rows)

    def rows(self, *kinds: int) -> Any:
        """Give the numbers of the rows of some words."""
        return np.flatnonzero(np.isin(self.kind, kinds))

    def put(self, row: int, reason: str | None = None, v0: Any = None, v1: Any = None, **rest: Any) -> None:
        """Fill one row; texts become numbers."""
        if reason is not None:
            self.columns["reason"][row] = self.number[reason]
        for name, value in (("v0", v0), ("v1", v1)):
            if value is not None:
                self.columns[name][row] = self.number[value] if isinstance(value, str) else value
        if rest:
            self.rest[row] = json.dumps(dict(sorted(rest.items())), separators=(",", ":"))

    def towards(self, row: int) -> str:
        """Give the state that is entered at the point of a row, written into its lane."""
        state = self.states[int(self.point[row])]
        self.columns["lane"][row] = self.number[state]
        return state

    def policy(self, row: int) -> Policy | None:
        """Give the policy of the point of a row."""
        return self.policies[int(self.point[row])]

    def class_of(self, row: int) -> str:
        """Give the class in which a truck asks at the point of a row."""
        policy = self.policy(row)
        assert policy is not None
        at: int = self.world.rules.class_of[self.point[row], self.world.queue_class[self.truck[row]]]
        return policy.classes[at].name

    def slot_us(self, row: int) -> int:
        """Give the beginning of the slot that a row names."""
        return self.origin_us + int(self.value[row]) * _MIN_US

    def day_us(self, day: int) -> int:
        """Give the beginning of a day, counted as the rules' table of days has it."""
        return self.origin_us + round(float(self.world.rules.days[day]) * 1e6)

    def slots(self) -> None:
        """Bookings, arrivals and calls, with how late they are for their slots."""
        slot: dict[int, int] = {}
        for row in self.rows(words.BOOKED, words.ARRIVED, words.CALLED, MOVED).tolist():
            policy, truck = self.policy(row), int(self.truck[row])
            if policy is None:
                continue
            if self.kind[row] == words.BOOKED:
                slot[truck] = self.slot_us(row)
                ends = slot[truck] + policy.slot_min * _MIN_US
                how = tuple(Allocation)[int(self.rule[row])]
                self.towards(row)
                self.put(row, self.class_of(row), slot[truck], ends, allocation=how.value, readiness="ready")
            elif self.kind[row] == MOVED:
                slot[truck] = self.slot_us(row)
                side, why = MOVES[self.rule[row]]
                ends = slot[truck] + policy.slot_min * _MIN_US
                self.put(row, why, slot[truck], ends, side=side.value)
            elif self.kind[row] == words.ARRIVED:
                stands = policy.classes[self.rule[row]]
                late = None
                if self.value[row] >= 0:
                    late = int(self.columns["occurred_us"][row]) - slot[truck] - policy.slot_min * _MIN_US
                if not stands.by_slot:  # it came too late for its slot, or has none
                    slot.pop(truck, None)
                self.put(row, stands.name, late, Stage.WAITING_AREA.value)
            elif truck in slot:
                self.put(row, v1=int(self.columns["occurred_us"][row]) - slot[truck])

    def requests(self) -> None:
        """Requests, and draws that gave nothing."""
        since: dict[int, int] = {}
        for row in self.rows(words.REQUESTED, words.NOT_DRAWN).tolist():
            truck, day_us = int(self.truck[row]), self.day_us(int(self.value[row]))
            if self.kind[row] == words.NOT_DRAWN:
                self.put(row, v0=day_us, draw=0, seed=SEED)
                continue
            since.setdefault(truck, int(self.columns["occurred_us"][row]))
            self.towards(row)
            self.put(row, self.class_of(row), day_us, since[truck], readiness="ready")

    def changes(self) -> None:
        """Bookings and requests that ended, and who stands by."""
        for row in self.rows(CANCELLED).tolist():
            side, why, rule = ENDS[self.rule[row]]
            self.put(row, why, side.value, **({} if rule is None else {"rule": rule}))
        for row in self.rows(STANDBY_JOINED).tolist():
            self.put(row, None, self.slot_us(row), self.slot_us(row + 1))

    def penalties(self) -> None:
        """No-shows, deposits and blocks."""
        for row in self.rows(words.NO_SHOW).tolist():
            policy = self.policy(row)
            grace_min = 0 if policy is None or policy.late_min is None else max(0, policy.late_min)
            self.put(row, NO_SHOWS[self.rule[row]], grace_min * _MIN_US)
        for row in self.rows(words.DEPOSIT_SETTLED).tolist():
            self.put(row, tuple(DepositOutcome)[self.rule[row]].value, rule="deposit")
        for row in self.rows(words.VEHICLE_BLOCKED).tolist():
            policy = self.policy(row)
            days = 0 if policy is None else policy.block_days
            of = next(one for one in range(row - 1, -1, -1) if self.kind[one] in (words.NO_SHOW, CANCELLED))
            vehicle = f"{int(self.columns['passage'][of]) % self.world.arrives.size:032x}"
            until_us = int(self.columns["occurred_us"][row]) + days * _DAY_US
            self.columns["passage"][row] = NOTHING
            given_up = self.kind[of] == CANCELLED and self.rule[of] == 0
            self.put(row, BLOCK_OF_CANCELS if given_up else BLOCK, until_us, vehicle=vehicle)

    def checks(self) -> None:
        """Selections by plan, and the checks at exit and entry control."""
        for row in self.rows(words.SELECTED, words.NOT_SELECTED).tolist():
            if self.value[row] == 0:
                continue
            stage, point = int(self.value[row]) - 1, self.point[row]
            told = {"draw": int(self.world.rules.draw[stage, self.truck[row]]), "seed": SEED}
            bounds = self.world.rules.bounds[point, stage].tolist()
            is_sealed = bool(self.world.rules.acts["sealed"][self.truck[row]])
            expected = bounds[EXPECTED_SEALED if is_sealed else EXPECTED]
            told["below"] = stated_below(int(self.rule[row]), bounds[RANDOM], expected)
            if self.kind[row] == words.NOT_SELECTED:
                self.put(row, checks_purpose(STAGES[stage]), STAGES[stage].value, **told)
                continue
            is_risk = self.rule[row] == RISK
            kind, why = (SelectionKind.RISK, "risk_points") if is_risk else (SelectionKind.RANDOM, "drawn")
            told |= {"check": CheckKind.EXAMINATION.value, "purpose": checks_purpose(STAGES[stage])}
            self.put(row, why, STAGES[stage].value, kind.value, **told)
        for row in self.rows(words.CHECK_STARTED, words.CHECK_ENDED).tolist():
            if self.value[row] == 0:
                continue
            stage_told = STAGES[int(self.value[row]) - 1].value
            if self.kind[row] == words.CHECK_STARTED:
                self.put(row, CheckKind.EXAMINATION.value, stage_told)
                self.columns["v1"][row] = NOTHING
            else:
                self.put(row, CheckOutcome.NOTHING_FOUND.value, stage_told, CheckKind.EXAMINATION.value)

    def has_more(self, row: int) -> bool:
        """Tell whether a row tells more of the word before it."""
        return row < self.kind.size and bool(self.kind[row] == words.MORE)

    def known(self, row: int) -> str:
        """Give how a rate is known, as the row behind its word says."""
        return (Knowledge.MEASURED if self.rule[row + 1] else Knowledge.INFERRED).value

    def counts(self) -> None:
        """Counts of the strip, and what was inferred from them: of no truck."""
        for row in self.rows(STRIP_COUNTED).tolist():
            self.columns["passage"][row] = NOTHING
            self.towards(row)
            low, high = int(self.truck[row + 1]), int(self.value[row + 1])
            self.put(row, None, low, high, trucks=int(self.value[row]))
        for row in self.rows(INTAKE_MEASURED).tolist():
            self.columns["passage"][row] = NOTHING
            self.towards(row)
            self.put(
                row, STAGES[self.rule[row]].value, int(self.value[row]), int(self.truck[row + 2]) * 1_000_000,
                knowledge=self.known(row), low_trucks=int(self.truck[row + 1]),
                high_trucks=int(self.value[row + 1]),
            )  # fmt: skip

    def of_the_post(self) -> None:
        """Targets of the release, and draws that were held: of no truck."""
        for row in self.rows(words.RELEASE_SET).tolist():
            per_day = low = high = int(self.truck[row + 2])
            if self.has_more(row + 3):
                low, high = int(self.truck[row + 3]), int(self.value[row + 3])
            self.columns["passage"][row] = NOTHING
            self.towards(row)
            self.put(
                row, STAGES[self.rule[row]].value, per_day, int(self.value[row + 1]),
                knowledge=self.known(row), low_trucks_per_day=low, high_trucks_per_day=high,
                target_trucks=int(self.value[row]), on_the_way_trucks=int(self.truck[row + 1]),
            )  # fmt: skip
        for row in self.rows(words.DRAW_HELD).tolist():
            policy = self.policy(row)
            self.columns["passage"][row] = NOTHING
            self.towards(row)
            self.put(
                row, None, self.day_us(int(self.value[row + 2])), int(self.value[row + 1]),
                seed=SEED, requests_digest=SEED, requests=int(self.truck[row + 1]),
                granted=int(self.value[row]), longest_pct=0 if policy is None else policy.longest_pct,
            )  # fmt: skip
