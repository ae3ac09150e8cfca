"""The values that stand at given places of a sample in order, without putting all of it in order.

To sort a week's waits took as long as to simulate them. The sample is counted into parts of equal width
first, and only the parts in which a place lies are sorted; the values are those of a sort, to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

PARTS = 2048
SMALL = 1024  # below it the counting costs more than it saves


def in_order(sample: Any, places: Sequence[int]) -> list[float]:
    """Give what stands at places (from 0) of a sample, f8 [n], n at least 1, once it is in order."""
    low, high = sample.min(), sample.max()
    with np.errstate(all="ignore"):
        per_width = (PARTS - 1) / (high - low)
    if sample.size < SMALL or not 0.0 < per_width < np.inf:
        ordered = np.sort(sample)
        return [float(ordered[place]) for place in places]
    part = ((sample - low) * per_width).astype(np.int64)  # never falls where the value grows
    until = np.cumsum(np.bincount(part, minlength=PARTS))
    found = []
    for place in places:
        here = int(np.searchsorted(until, place, side="right"))
        before = int(until[here - 1]) if here else 0
        found.append(float(np.sort(sample[part == here])[place - before]))
    return found
