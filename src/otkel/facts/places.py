"""States and their unions, by ISO 3166 two-letter code."""

from __future__ import annotations

EAEU = frozenset({"AM", "BY", "KZ", "KG", "RU"})
# fmt: off
EU = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES",
        "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)
# fmt: on
UNION_STATE = frozenset({"RU", "BY"})
CIS = frozenset({"AM", "AZ", "BY", "KG", "KZ", "MD", "RU", "TJ", "UZ"})
# Citizens who enter Russia without a visa, as far as drivers of this region go.
VISA_FREE_TO_RUSSIA = frozenset({"AM", "AZ", "GE", "KG", "KZ", "MD", "TJ", "UZ"})
