"""How times are spread: the part of a scenario that all others use."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from otkel.queueing.policy import Means


class Shape(StrEnum):
    """How times are spread."""

    LOGNORMAL = "lognormal"
    EXPONENTIAL = "exponential"
    TABLE = "table"


class Times(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long something takes."""

    shape: Annotated[Shape, Means("how the times are spread")] = Shape.LOGNORMAL
    mean_min: Annotated[float, Means("mean; not used where the shape is a table", "min", 0, 100_000)] = 0.0
    cv: Annotated[
        float, Means("deviation over mean, of a lognormal shape; 0: always the mean", "", 0, 10)
    ] = 0.0
    levels: Annotated[
        tuple[float, ...], Means("of a table: shares of the trucks, rising from 0 to 1", "", 0, 1)
    ] = ()
    quantiles_min: Annotated[
        tuple[float, ...], Means("of a table: the time that this share does not exceed", "min", 0, 100_000)
    ] = ()
