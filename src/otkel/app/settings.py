"""What the surroundings say, read once: language, whether traces are wanted, where keys and sockets lie."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from otkel.errors import UnknownNameError
from otkel.facts.people import Language
from otkel.phrases import phrase


def _own_state() -> Path:
    return Path.home() / ".local" / "state" / "otkel"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The language of the answers, whether errors show their trace, the folders of keys and sockets."""

    language: Language = Language.EN
    debug: bool = False
    keys: Path | None = None
    state: Path = msgspec.field(default_factory=_own_state)  # sockets that have no ledger file beside them


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Give the settings an environment asks for: OTKEL_LANG, else LANG, else English; OTKEL_KEYS;
    OTKEL_STATE, else the folder of the user's state.
    """
    asked = environment.get("OTKEL_LANG") or environment.get("LANG") or ""
    code = asked[:2].lower()
    language = Language(code) if code in tuple(Language) else Language.EN
    keys = environment.get("OTKEL_KEYS")
    return Settings(
        language=language,
        debug=environment.get("OTKEL_DEBUG") == "1",
        keys=Path(keys) if keys else None,
        state=_state_of(environment),
    )


def _state_of(environment: Mapping[str, str]) -> Path:
    if chosen := environment.get("OTKEL_STATE"):
        return Path(chosen)
    shared = environment.get("XDG_STATE_HOME")
    return Path(shared) / "otkel" if shared else _own_state()


@lru_cache(maxsize=1)
def read_settings() -> Settings:
    """Give the settings of this process; the environment is read at the first call only."""
    return settings_from(os.environ)


def read_secret(name: str) -> str:
    """Give what the environment holds under a name, and keep it nowhere; an empty text where it has none."""
    return os.environ.get(name, "")


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
