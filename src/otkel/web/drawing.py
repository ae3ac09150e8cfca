"""Templates become pages: Jinja with the words of the catalogs, and nothing that is not escaped."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from otkel.app.crossing.told import span
from otkel.app.site.board import name_of
from otkel.app.words import Words, as_sentence, words_for
from otkel.facts.people import Language
from otkel.phrases import Phrase
from otkel.web.speaking import OWN_NAMES

PAGES = Path(__file__).parent / "pages"
STATIC = Path(__file__).parent / "static"


def draw(name: str, language: Language, /, **values: Any) -> str:
    """Draw a page, or a part of one, in a language.

    In a template `t("…", name=value)` says a text and `tn("one", "many", n)` counts; `say(phrase)` and
    `sentence(phrase)` say what the use cases gave; `words` writes dates and numbers. On a page
    `csrf_field()` stands in each form that posts.
    """
    return _environment().get_template(name).render(words=words_for(language), language=language, **values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals.update(
        t=_text,
        tn=_count,
        say=_say,
        sentence=_sentence,
        span=span,
        named=name_of,
        asset=asset,
        languages=OWN_NAMES,
        Markup=Markup,
        csrf_field=_csrf_field,
        csrf_meta=_csrf_meta,
    )
    return found


@pass_context
def _text(context: Context, text: str, /, **values: Any) -> str:
    return _words(context).say(Phrase(text, values))


@pass_context
def _count(context: Context, one: str, many: str, /, n: int, **values: Any) -> str:
    return _words(context).say(Phrase(one, {"n": n, **values}, many))


@pass_context
def _say(context: Context, said: Phrase) -> str:
    return as_sentence(_words(context).say(said)).rstrip(".")


@pass_context
def _sentence(context: Context, said: Phrase) -> str:
    return _words(context).sentence(said)


@pass_context
def _csrf_field(context: Context) -> Markup:
    return Markup(context["csrf"].field())


@pass_context
def _csrf_meta(context: Context) -> Markup:
    return Markup(context["csrf"].meta())


def _words(context: Context) -> Words:
    found: Words = context["words"]
    return found


@lru_cache(maxsize=256)
def asset(name: str) -> str:
    """Give the address of a static file; it changes with the file, so that browsers may keep it for ever."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
