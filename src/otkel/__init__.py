"""Otkel: open software for road freight at a border."""

from typing import Any

__version__ = "0.1.0"
_FROM_STUDY = ("simulate",)


def __getattr__(name: str) -> Any:
    """Give what a program asks for, and load no more than that."""
    if name in _FROM_STUDY:
        from otkel.app import study

        return getattr(study, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
