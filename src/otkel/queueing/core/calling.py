"""Whose turn it is where shares of a day may be used up, and whether a truck could have come to its call."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

from otkel.queueing.core.line import NONE, choose_class


def take_turn(
    ranks: Sequence[int],
    pattern: Sequence[int],
    turn: int,
    fallback: int,
    first: Sequence[int],
    has_room: Sequence[bool],
    may: MutableSequence[bool],
) -> tuple[int, int, int]:
    """Choose the class whose turn it is, the class whose first truck takes it, and the turn after.

    `first` [class]: order of arrival of the first truck that could be called, NONE where nobody could;
    `has_room`: whether the shares of this day have room for one more of a class; `may` is scratch. Those of
    a class without room stand in order of arrival among the fallback's, so that the class whose turn it is
    and the class of the truck differ. (NONE, NONE, turn): nobody can be called.
    """
    is_used_up = False
    for one in range(len(ranks)):
        waits = first[one] != NONE
        may[one] = waits and has_room[one]
        is_used_up = is_used_up or (waits and not has_room[one])
    if is_used_up:
        may[fallback] = True
    at, after = choose_class(ranks, pattern, turn, may)
    source = at
    if at == fallback:
        source = NONE
        for one in range(len(ranks)):
            stands = first[one] != NONE and (one == fallback or not has_room[one])
            if stands and (source == NONE or first[one] < first[source]):
                source = one
    return at, source, after
