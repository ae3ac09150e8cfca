"""`otkel cases`: the shipped trips, checked."""

from __future__ import annotations

from rich.rule import Rule
from rich.text import Text

from otkel.app.cases import check_cases
from otkel.app.check import Asked
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.answer import print_answer
from otkel.cli.options import AsJson, Lang
from otkel.cli.out import console, print_json


def cases(*, lang: Lang = None, json: AsJson = False) -> int:
    """Check the shipped trips, which retell reported cases, and print the answers.

    Exit status 0 whatever the answers are.
    """
    language = choose_language(lang)
    found = check_cases(Asked(language=language))
    if json:
        print_json([{"case": one.path.stem, **one.answer} for one in found])
        return 0
    out, words = console(), words_for(language)
    for number, one in enumerate(found):
        if number:
            out.print()
        out.print(Rule(Text(one.path.stem), align="left"))
        for line in one.told:
            out.print(Text(line, style="dim"), soft_wrap=True)
        out.print()
        print_answer(out, one.answer, words, brief=True)
    return 0
