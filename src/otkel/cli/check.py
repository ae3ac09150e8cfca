"""`otkel check`: one truck, or a table of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from otkel.app.asked import read_day, read_options
from otkel.app.check import Asked, check_trip, exit_status, export_ecmr, write_file
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.options import AsJson, Day, KnownAt, Lang, Switches, flag
from otkel.errors import InputError, Mistake, Where
from otkel.facts.people import Language
from otkel.law.corpus import read_rulebook
from otkel.phrases import Phrase, phrase

TABLES = (".csv", ".xlsx", ".tsv")


def check(
    trip: Annotated[
        Path | None,
        Parameter(help="A trip (.yaml or .json), a table of trips (.csv or .xlsx), or a document (CMR)."),
    ] = None,
    /,
    *,
    on: Day = None,
    known_at: KnownAt = None,
    lang: Lang = None,
    json: AsJson = False,
    pdf: Annotated[Path | None, Parameter(help="Also write the answer as one page.")] = None,
    added: Annotated[
        Path | None,
        Parameter(
            name="--with", help="What a document does not tell, in the form of a trip (.yaml or .json)."
        ),
    ] = None,
    ecmr: Annotated[
        Path | None, Parameter(help="Also write the loads as an electronic consignment note (eCMR, JSON).")
    ] = None,
    out: Annotated[
        Path | None, Parameter(help="For a table: where to write the answers (.csv or .jsonl).")
    ] = None,
    switch: Switches = (),
    template: Annotated[bool, flag("Print a trip to fill in, each field explained.")] = False,
    schema: Annotated[bool, flag("Print the JSON Schema of a trip.")] = False,
) -> int:
    """May this truck go, and what does it lack?

    Exit status: 0 may go, 1 may not or undecided, 2 bad input.
    """
    language = choose_language(lang)
    if template or schema:
        return _print_form(schema, language)
    if trip is None:
        raise _refused(
            phrase("no trip is named"),
            phrase("write: otkel check TRIP.yaml, or get one to fill in with: otkel check --template"),
        )
    asked = Asked(
        on=read_day(on, "--on") if on is not None else None,
        known_at=read_day(known_at, "--known-at") if known_at is not None else None,
        options=read_options(switch, read_rulebook()),
        language=language,
    )
    if trip.suffix.lower() in TABLES:
        if added is not None or ecmr is not None:
            raise _refused(
                phrase("--with and --ecmr are for one truck, and this is a table"),
                phrase("write it into the columns of the table"),
            )
        return _check_table(trip, out, asked, given_json=json, given_pdf=pdf is not None)
    if out is not None:
        raise _refused(
            phrase("--out is for a table of trips, and this is one trip"), phrase("use --json or --pdf FILE")
        )
    if pdf is not None and pdf.suffix.lower() != ".pdf":
        raise _refused(
            phrase("the page needs a name that ends in .pdf"),
            # A folder such as . or .. has no name that a page could take.
            phrase("write: --pdf {name}.pdf", name=pdf.stem.strip(".") or "answer"),
        )
    if ecmr is not None:
        export_ecmr(trip, ecmr, asked, added)
    return _check_one(trip, asked, json, pdf, added)


def _check_one(trip: Path, asked: Asked, json: bool, pdf: Path | None, added: Path | None) -> int:
    answer = check_trip(trip, asked, added)
    if pdf is not None:
        from otkel.app.paper import make_paper

        write_file(pdf, make_paper(answer, asked.language))
    if json:
        from otkel.cli.out import print_json

        print_json(answer)
    else:
        from otkel.cli.answer import print_answer
        from otkel.cli.out import console

        print_answer(console(), answer, words_for(asked.language))
    return exit_status(answer)


def _check_table(trips: Path, out: Path | None, asked: Asked, given_json: bool, given_pdf: bool) -> int:
    if out is None or out.suffix.lower() not in (".csv", ".jsonl"):
        raise _refused(
            phrase("the answers of a table need a file to go to"),
            phrase("add --out answers.csv or --out answers.jsonl"),
        )
    if given_json or given_pdf:
        raise _refused(
            phrase("--json and --pdf are for one trip, and this is a table"),
            phrase("leave them out; --out answers.jsonl holds every answer whole"),
        )
    from otkel.app.batch import check_table
    from otkel.cli.progress import progress

    with progress() as tick:
        summary = check_table(trips, out, asked, tick)
    words = words_for(asked.language)
    told = (*summary.mistakes, *summary.notices)
    sys.stderr.write("".join(words.mistake(m) + "\n" for m in told))
    sys.stdout.write(words.sentence(summary.told()) + "\n")
    return summary.exit_status


def _print_form(schema: bool, language: Language) -> int:
    if schema:
        from otkel.cli.out import print_json
        from otkel.feeds.template import trip_schema

        print_json(trip_schema())
    else:
        from otkel.feeds.template import trip_template

        sys.stdout.write(trip_template())
        if language is not Language.EN:
            words = words_for(language)
            told = phrase("the template is in English only; its names are the same in every language")
            sys.stderr.write(words.sentence(told) + "\n")
    return 0


def _refused(what: Phrase, do: Phrase) -> InputError:
    return InputError([Mistake(what, do, Where())])
