"""What is only known as a range: each replication of a replay draws a value of its own for it.

So that a range of replications holds both chance and not knowing. Every number of a scenario that tells a
range is drawn from the triangle over its least, its written and its greatest value: the written one is the
best guess, and the ends are never passed. Of a list of factors the contrast is drawn instead: from all alike
to as uneven as the range allows. Shares that must sum to 100 % are brought back to it.

A value is a function of the seed, the replication and the path of its number alone. It does not hang on how
many replications there are, nor on other numbers, nor on whether a cause is left out later: two worlds that
differ in a cause are compared on common values. Replications come in blocks of `BLOCK`; within a block each
of so many equal parts of a range's distribution is hit once, in an order of its own for each number (Latin
hypercube: M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21, 1979, 239-245).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from otkel.sim.draws import Purpose, u64, uniform
from otkel.sim.inverse import triangular
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_check import Checked
from otkel.sim.scenario_file import plain, steps_of
from otkel.sim.scenario_timeline import KINDS, What

BLOCK = 20  # replications within which each range is covered evenly
_RANK, _WITHIN = 0, 1  # the two draws of a number: its place in the block, and where within its part
_EACH = 2**62  # parts of the axis of visits, so that the two never meet


_Shares = list[tuple[dict[str, Any], str]]  # fields that sum to 100 %, and what holds them


class Unknown(NamedTuple):
    """A number of which a range is told."""

    path: str
    low: float
    mode: float
    high: float
    is_whole: bool = False

    def value(self, seed: int, replication: int) -> float:
        """Give its value in a replication."""
        u = stratified(seed, replication, self.path)
        if not self.is_whole:
            return triangular(u, self.low, self.mode, self.high)
        drawn = triangular(u, self.low - 0.5, self.mode, self.high + 0.5)
        return min(max(round(drawn), self.low), self.high)


def stratified(seed: int, replication: int, name: str) -> float:
    """Give a number strictly between 0 and 1, of which each block of replications holds an even spread."""
    own = int.from_bytes(sha256(name.encode()).digest()[:8], "big") % _EACH
    first = replication - replication % BLOCK
    ranks = [_draw(seed, one, own, _RANK) for one in range(first, first + BLOCK)]
    mine = ranks[replication - first]
    place = sum(1 for one in ranks if one < mine)
    return (place + uniform(_draw(seed, replication, own, _WITHIN))) / BLOCK


def _draw(seed: int, replication: int, own: int, which: int) -> int:
    return u64(seed, replication, 0, int(Purpose.PARAMETER), which * _EACH + own)


class Template(NamedTuple):
    """A scenario with all that is drawn anew in each replication."""

    tree: dict[str, Any]
    numbers: tuple[Unknown, ...]
    contrasts: tuple[Unknown, ...]  # of lists: 0 all alike, 1 as written


def template_of(checked: Checked) -> Template:
    """Find every number of a scenario that tells a range."""
    tree = plain(checked.scenario)
    numbers, contrasts = [], []
    for ground in checked.grounds:
        if ground.low is None or ground.high is None or ground.low == ground.high:
            continue
        found = _at(tree, steps_of(ground.path))
        if isinstance(found, list | tuple):
            contrasts.append(Unknown(ground.path, 0.0, 1.0, _most_contrast(found, ground.low, ground.high)))
        elif found is not None:
            numbers.append(
                Unknown(ground.path, ground.low, float(found), ground.high, _is_whole(tree, ground.path))
            )
    return Template(tree, tuple(numbers), tuple(contrasts))


def draw_scenario(template: Template, seed: int, replication: int) -> Scenario:
    """Give the scenario of one replication. It was checked at its written values, and ranges are checked."""
    tree = copy.deepcopy(template.tree)
    for one in template.numbers:
        *steps, last = steps_of(one.path)
        drawn = one.value(seed, replication)
        _at(tree, steps)[last] = int(drawn) if one.is_whole else drawn
    for one in template.contrasts:
        *steps, last = steps_of(one.path)
        holder, factor = _at(tree, steps), one.value(seed, replication)
        holder[last] = [max(1 + factor * (each - 1), 0.0) for each in holder[last]]
    _share_out(tree)
    return msgspec.convert(tree, Scenario)


def _is_whole(tree: dict[str, Any], path: str) -> bool:
    """Tell whether a number is counted in whole ones; that of a change by what it changes."""
    *steps, last = steps_of(path)
    holder = _at(tree, steps)
    return KINDS[What(holder["what"])].is_whole if "what" in holder else isinstance(holder[last], int)


def _share_out(tree: dict[str, Any]) -> None:
    """Bring shares that must sum to 100 % back to it."""
    papers = tree["papers"]
    parts: _Shares = [(one, "share_pct") for one in tree["classes"]]
    ways: _Shares = [(papers, name) for name in ("wait_pct", "back_pct", "go_pct")]
    states: list[_Shares] = [
        [(one["registered"], state) for state in one["registered"]] for one in tree["origins"]
    ]
    for group in (parts, ways, *states):
        total = sum(holder[name] for holder, name in group)
        if total > 0 and total != 100:
            for holder, name in group:
                holder[name] *= 100 / total


def _most_contrast(factors: Iterable[float], low: float, high: float) -> float:
    """Give the greatest contrast at which each factor stays within the range; 1 at least."""
    room = [(high - 1) / (one - 1) if one > 1 else (1 - low) / (1 - one) for one in factors if one != 1]
    return max(min(room, default=1.0), 1.0)


def _at(tree: Any, steps: Iterable[str | int]) -> Any:
    for step in steps:
        tree = tree[step]
    return tree
