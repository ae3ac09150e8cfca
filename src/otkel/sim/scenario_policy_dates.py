"""Fields of a point's policy that are different on some days, or while its line is long or short."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec

from otkel.queueing.policy import Means

_FIELDS = Means("fields of the policy with the values of that time, as in policy_changes")


class PolicyDate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fields of a policy are different from one hour to another; then what held before comes back."""

    from_on: Annotated[date, Means("first day, within the horizon")]
    from_h: Annotated[float, Means("hour of the first day from which on it holds", "h", 0, 23.999)] = 0.0
    to_on: Annotated[date | None, Means("last day; none: to the end")] = None
    to_h: Annotated[float, Means("hour of the last day at which it ends", "h", 0, 24)] = 24.0
    fields: Annotated[dict[str, Any], _FIELDS]
    cause: Annotated[str | None, Means("a cause such as exit_screening; left out with --without")] = None
    why: Annotated[str, Means("what it rests on, in a sentence")] = ""


class PolicyWhen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fields of a policy are different while the line is long, or short; looked at on each whole hour."""

    in_line_above: Annotated[
        int | None, Means("holds once more trucks than this wait for their call", "trucks", 0, 1_000_000)
    ] = None
    in_line_below: Annotated[
        int | None, Means("holds once fewer trucks than this wait for their call", "trucks", 1, 1_000_000)
    ] = None
    until: Annotated[
        int | None,
        Means(
            "ends once so many trucks or fewer wait (with in_line_below: or more); none: at the number where"
            " it begins",
            "trucks", 0, 1_000_000,
        ),
    ] = None  # fmt: skip
    fields: Annotated[dict[str, Any], _FIELDS]
    cause: Annotated[str | None, Means("a cause such as exit_screening; left out with --without")] = None
    why: Annotated[str, Means("what it rests on, in a sentence")] = ""
