"""The frame of a TeraTrack lock: JSON of texts, of which Traccar drops cut rope, cover and sub-locks."""

from __future__ import annotations

from typing import Any

import msgspec

# Flags of the frame that mean something for a seal; "1" is yes. Makers write SealTampered or SealTempered.
FLAGS = (
    "LockCutOff", "SealTampered", "SealTempered", "UnCoverBack", "LockStuck", "IllegalCard", "PasswordError",
    "LowPower", "LockOpen",
)  # fmt: skip
_MOST_LOCKS = 32  # sub-locks of one master


def is_frame(raw: bytes) -> bool:
    """Tell whether bytes are a frame of such a lock."""
    return bool(_locks(raw))


def read_signs(raw: bytes) -> frozenset[str]:
    """Give what the frame of a lock, or one of its sub-locks, shows; none where it is no such frame."""
    return frozenset(f"tera:{name}" for one in _locks(raw) for name in FLAGS if _is_set(one, name))


def read_battery_pct(raw: bytes) -> int | None:
    """Give the lowest charge of a lock and its sub-locks; None where none is told."""
    return min((level for one in _locks(raw) if (level := _level(one)) is not None), default=None)


def _locks(raw: bytes) -> list[Any]:
    """Give the lock of a frame and its sub-locks; none where it is no frame."""
    try:
        told = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return []
    if not isinstance(told, dict) or "MDeviceID" not in told:
        return []
    slaves = told.get("Slave")
    return [told, *(slaves[:_MOST_LOCKS] if isinstance(slaves, list) else ())]


def _is_set(lock: Any, name: str) -> bool:
    return isinstance(lock, dict) and str(lock.get(name)) == "1"


def _level(lock: Any) -> int | None:
    text = str(lock.get("Power", "")) if isinstance(lock, dict) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100 else None
