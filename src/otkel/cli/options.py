"""Options that several verbs share, with the words that explain them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

Day = Annotated[str | None, Parameter(help="The day whose law is asked, YYYY-MM-DD.")]
KnownAt = Annotated[str | None, Parameter(help="Answer by what had been published by this day, YYYY-MM-DD.")]
Lang = Annotated[str | None, Parameter(help="Language of the answer: en, ru or kk.")]
AsJson = Annotated[bool, Parameter(name="--json", negative=(), help="Print JSON.")]
Switches = Annotated[
    tuple[str, ...],
    Parameter(
        name="--switch", negative=(), help="NAME=OPTION where sources disagree; see: otkel law switches."
    ),
]
Subject = Annotated[str | None, Parameter(help="Only this subject, such as stay, spot or tax.")]
File = Annotated[Path, Parameter(help="The file to read.", show_default=False)]


def flag(text: str) -> Parameter:
    """Give the setting of a plain switch that has no opposite."""
    return Parameter(help=text, negative=())
