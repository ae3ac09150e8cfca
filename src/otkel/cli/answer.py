"""A readiness answer for a person at a terminal: the answer first, then what stops first."""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.text import Text

from otkel.app.labels import SAYS, SUBJECT, TITLE, WHO
from otkel.app.plain import Json
from otkel.app.words import Words, as_sentence, printable
from otkel.cli.out import lines
from otkel.law.finding import Answer, Says, Weight, Who
from otkel.phrases import Phrase, phrase

_COLOUR = {
    Answer.GO: "green",
    Answer.GO_WITH_CARE: "yellow",
    Answer.FIX: "red",
    Answer.NO: "red",
    Answer.UNDECIDED: "blue",
}
_MARK = {Says.NO: "✗", Says.UNDECIDED: "?", Says.YES: "✓"}
_INDENT = "     "
MOST_LEFT = 12  # values of a document that are printed; all are in the JSON


def print_answer(out: Console, answer: Json, words: Words, brief: bool = False) -> None:
    """Print one answer made by `answer_json`; `brief` leaves out what neither stops nor warns."""
    _print_head(out, answer, words)
    standing = [f for f in answer["findings"] if f["answer"] != Says.YES]
    for finding in standing:
        if finding["weight"] != Weight.INFORMS:
            out.print()
            _print_finding(out, finding, words)
    if brief:
        return
    notes = [f for f in standing if f["weight"] == Weight.INFORMS]
    _print_short(out, phrase("Not known, and good to know before the trip"), notes, "?", words)
    fine = [f for f in answer["findings"] if f["answer"] == Says.YES]
    _print_short(out, phrase("Checked, nothing in the way"), fine, "✓", words)
    if answer["notices"]:
        _print_title(out, phrase("To know"), words)
        for notice in answer["notices"]:
            lines(out, notice, "  ·  ")
    if answer.get("document"):
        _print_left(out, answer["document"], words)
    _print_title(out, phrase("Not checked"), words)
    lines(out, "; ".join(answer["not_checked"]) + ".", _INDENT, style="dim")


def _print_head(out: Console, answer: Json, words: Words) -> None:
    kind = Answer(answer["answer"])
    head = Text(words.say(TITLE[kind]).upper(), style=f"bold {_COLOUR[kind]}")
    about = [printable(answer["plate"])] if answer["plate"] else []
    about.append(words.moment(answer["on"]))
    lines(out, head + Text("   " + " · ".join(about), style="default not bold"))
    if answer["trip"]:
        lines(out, printable(answer["trip"]), style="dim")
    lines(out, answer["sentence"])
    if answer["known_at"]:
        day = date.fromisoformat(answer["known_at"])
        lines(out, words.sentence(phrase("by what was known on {day}", day=day)), style="dim")


def _print_finding(out: Console, finding: Json, words: Words) -> None:
    says, weight = Says(finding["answer"]), Weight(finding["weight"])
    colour = "red" if says is Says.NO else "blue"
    if weight is not Weight.STOPS:
        colour = "yellow"
    mark = "!" if says is Says.NO and weight is not Weight.STOPS else _MARK[says]
    label = Text(f"{words.say(SAYS[says, weight])} · {_subject(finding, words)}", style=f"bold {colour}")
    lines(out, label, f"  {mark}  ")
    lines(out, " ".join(finding["reasons"]), _INDENT)
    if finding["missing"]:
        lines(out, words.sentence(phrase("missing: {facts}", facts=tuple(finding["missing"]))), _INDENT)
    if finding["cure"]:
        lines(out, Text(finding["cure"], style="bold"), f"{_INDENT}→ ")
    if finding["who"] or finding["until"]:
        lines(out, _acts(finding, words), _INDENT)
    cited = dict.fromkeys(f"{c['provision']} ({c['confidence']})" for c in finding["citations"])
    if cited:
        lines(out, ", ".join(cited), _INDENT, style="dim")


def _print_left(out: Console, document: Json, words: Words) -> None:
    """Print what of a document was not taken over: first what could not be read, then what has no place."""
    if not document["left_count"]:
        return
    _print_title(out, phrase("Not taken over from the document"), words)
    ordered = sorted(document["left"], key=lambda one: one["why"] is None)
    for one in ordered[:MOST_LEFT]:
        why = f" ({one['why']})" if one["why"] else ""
        lines(out, f"{printable(one['path'])}: {printable(one['value'])}{why}", "  ·  ", style="dim")
    if (rest := document["left_count"] - MOST_LEFT) > 0:
        lines(out, words.sentence(phrase("and {count} more: --json lists them", count=rest)), _INDENT)


def _print_short(out: Console, title: Phrase, findings: list[Json], mark: str, words: Words) -> None:
    """Print one paragraph a subject."""
    if findings:
        _print_title(out, title, words)
    for subject in dict.fromkeys(_subject(f, words) for f in findings):
        told = (reason for f in findings if _subject(f, words) == subject for reason in f["reasons"])
        lines(out, f"{subject}: {' '.join(told)}", f"  {mark}  ")


def _acts(finding: Json, words: Words) -> str:
    parts = []
    if finding["who"]:
        parts.append(words.say(phrase("who acts: {who}", who=WHO[Who(finding["who"])])))
    if finding["until"]:
        parts.append(words.say(phrase("not later than {until}", until=words.moment(finding["until"]))))
    return as_sentence("; ".join(parts))


def _print_title(out: Console, title: Phrase, words: Words) -> None:
    out.print()
    out.print(Text(words.say(title), style="bold"))


def _subject(finding: Json, words: Words) -> str:
    label = SUBJECT.get(finding["subject"])
    return words.say(label) if label is not None else str(finding["subject"])
