"""Options of a table as parameters of a function, which the shell reads."""

from __future__ import annotations

import inspect
from typing import Annotated

from cyclopts import Parameter

from otkel.app.crossing.options import Kind, Option

_P = inspect.Parameter


def parameter_of(option: Option) -> inspect.Parameter:
    """Give the parameter of an option; it takes text, which the use case reads."""
    name = f"--{option.name.replace('_', '-')}"
    setting = Parameter(name=name, negative=(), help=option.help)
    if option.kind is Kind.FLAG:
        return _P(safe(option.name), _P.KEYWORD_ONLY, default=False, annotation=Annotated[bool, setting])
    if option.many:
        many = Annotated[tuple[str, ...], setting]
        return _P(safe(option.name), _P.KEYWORD_ONLY, default=(), annotation=many)
    if option.required:
        return _P(safe(option.name), _P.KEYWORD_ONLY, annotation=Annotated[str, setting])
    one = Annotated[str | None, setting]
    return _P(safe(option.name), _P.KEYWORD_ONLY, default=None, annotation=one)


def safe(name: str) -> str:
    """Give a name that Python takes: `class` and `from` are words of its own."""
    return f"{name}_"
