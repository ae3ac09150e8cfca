"""`otkel queue`: the live crossing. Its verbs are made from the table in `app/crossing/verbs.py`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Annotated, Any

from cyclopts import Parameter

from otkel.app.crossing.options import options_of
from otkel.app.crossing.verbs import GIVES, VERBS, Verb
from otkel.app.ledger_files import DEFAULT_DB
from otkel.cli import queue_more
from otkel.cli.options import AsJson, Lang
from otkel.cli.parameters import parameter_of, safe

_P = inspect.Parameter
_POINT = Annotated[str, Parameter(name="POINT", help="The crossing point, by its slug or name.")]
_DB = Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")]
_AT = Annotated[
    str | None,
    Parameter(name="--at", help="The instant; without a zone it is the time of the point. Left out: now."),
]
_KEY = Annotated[
    str | None,
    Parameter(name="--key", help="A key of yours: the same act with the same key is recorded once."),
]
_BY = Annotated[str, Parameter(name="--by", help="Who records, by a code.")]

Run = Callable[..., int]


def make_verb(verb: Verb, run: Callable[[Verb, dict[str, Any]], int]) -> Run:
    """Give the function of a verb, with one parameter an option, for the shell to read."""

    parameters = [_P("point", _P.POSITIONAL_ONLY, annotation=_POINT)]
    parameters += [parameter_of(option) for option in options_of(verb).values()]
    parameters += _common(acts=verb.do is not None, gives=verb.name in GIVES)
    signature = inspect.Signature(parameters)

    def function(*given: Any, **named: Any) -> int:
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        return run(verb, dict(bound.arguments))

    function.__name__ = f"queue_{verb.name.replace('-', '_')}"
    function.__doc__ = verb.words.text
    function.__signature__ = signature  # type: ignore[attr-defined]
    function.__annotations__ = {one.name: one.annotation for one in parameters}
    return function


def _common(acts: bool, gives: bool) -> list[inspect.Parameter]:
    common: list[tuple[str, Any, Any]] = [("at", _AT, None)]
    if acts:
        common.append(("key", _KEY, None))
    if acts or gives:
        common.append(("by", _BY, "operator"))
    common += [("db", _DB, DEFAULT_DB), ("lang", Lang, None), ("json", AsJson, False)]
    return [_P(safe(name), _P.KEYWORD_ONLY, default=default, annotation=of) for name, of, default in common]


def _run(verb: Verb, named: dict[str, Any]) -> int:
    """Ask for one thing, and print the answer."""
    from otkel.cli.queue_run import run_verb

    given = {name.removesuffix("_"): value for name, value in named.items()}
    return run_verb(verb, given)


def _made() -> dict[str, Run]:
    by_hand = {name: one for name, one in vars(queue_more).items() if name.startswith("queue_")}
    return by_hand | {f"queue_{verb.name.replace('-', '_')}": make_verb(verb, _run) for verb in VERBS}


def __getattr__(name: str) -> Run:
    """Give the function of a verb by its name; it is made when it is first asked for."""
    if not name.startswith("queue_"):
        raise AttributeError(name)
    vars(sys.modules[__name__]).update(_made())
    try:
        found: Run = vars(sys.modules[__name__])[name]
    except KeyError:
        raise AttributeError(name) from None
    return found
