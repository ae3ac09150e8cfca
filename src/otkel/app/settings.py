"""What the surroundings say, read once: the language asked, whether traces are wanted, where keys lie."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from otkel.errors import UnknownNameError
from otkel.facts.people import Language
from otkel.phrases import phrase


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The language of the answers, whether an unexpected error shows its trace, the folder of keys."""

    language: Language = Language.EN
    debug: bool = False
    keys: Path | None = None


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Give the settings an environment asks for: OTKEL_LANG, else LANG, else English; OTKEL_KEYS."""
    asked = environment.get("OTKEL_LANG") or environment.get("LANG") or ""
    code = asked[:2].lower()
    language = Language(code) if code in tuple(Language) else Language.EN
    keys = environment.get("OTKEL_KEYS")
    return Settings(
        language=language,
        debug=environment.get("OTKEL_DEBUG") == "1",
        keys=Path(keys) if keys else None,
    )


@lru_cache(maxsize=1)
def read_settings() -> Settings:
    """Give the settings of this process; the environment is read at the first call only."""
    return settings_from(os.environ)


def choose_language(asked: str | None) -> Language:
    """Give the language asked for by name, else that of the settings. Raises UnknownNameError."""
    if asked is None:
        return read_settings().language
    code = asked.strip().lower()
    if code in tuple(Language):
        return Language(code)
    raise UnknownNameError(
        phrase("there are no words in the language {language}", language=asked),
        phrase("take one of: {options}", options=tuple(x.value for x in Language)),
    )
