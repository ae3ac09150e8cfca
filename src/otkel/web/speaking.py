"""The language of a page: from its address, else from the cookie, else from what the browser prefers."""

from __future__ import annotations

from collections.abc import Mapping

from otkel.facts.people import Language

COOKIE = "lang"
OWN_NAMES = {Language.EN: "English", Language.RU: "Русский", Language.KK: "Қазақша"}
_MOST_LETTERS = 200  # of a header that is read


def choose(cookies: Mapping[str, str], accept: str | None) -> Language:
    """Give the language of somebody who named none in the address."""
    chosen = cookies.get(COOKIE, "")
    return Language(chosen) if chosen in tuple(Language) else prefer(accept)


def prefer(accept: str | None) -> Language:
    """Give the language that an Accept-Language header prefers; English where it names none of ours."""
    best, weight = Language.EN, 0.0
    for part in (accept or "")[:_MOST_LETTERS].split(","):
        tag, _, rest = part.strip().partition(";")
        code = tag.strip()[:2].lower()
        if code in tuple(Language) and _weight(rest) > weight:
            best, weight = Language(code), _weight(rest)
    return best


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
