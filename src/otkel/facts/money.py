"""Money in exact decimals, never floats."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import msgspec

CENT = Decimal("0.01")


class Money(msgspec.Struct, frozen=True):
    """An amount [currency unit] and its ISO 4217 code."""

    amount: Decimal
    currency: str

    def rounded(self) -> Money:
        """Give the amount to the hundredth, halves up."""
        return Money(self.amount.quantize(CENT, ROUND_HALF_UP), self.currency)
