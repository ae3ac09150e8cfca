"""The answer on one page: big at the top, what stops first below it, and a QR code of its digest.

The template `paper.typ` is handed plain data, so that nothing a person typed is read as markup.
Fonts are the compiler's own, so that the page is the same on every machine.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from otkel.app.answer import digest_of
from otkel.app.labels import CONFIDENCE, SAYS, SUBJECT, TITLE, WHO
from otkel.app.plain import Json
from otkel.app.words import Words, printable, words_for
from otkel.facts.people import Language
from otkel.law.finding import Answer, Says, Weight, Who
from otkel.law.timeline import Confidence
from otkel.phrases import Phrase, phrase, phrases

TEMPLATE = Path(__file__).parent / "paper.typ"
LONGEST = 420  # characters of one text on the page; the JSON holds it whole

_TONE = {
    Answer.GO: "go",
    Answer.GO_WITH_CARE: "care",
    Answer.FIX: "stop",
    Answer.NO: "stop",
    Answer.UNDECIDED: "ask",
}
_WORDS: dict[str, Phrase] = {
    "subtitle": phrase("readiness of one truck"),
    "missing": phrase("Not known"),
    "who": phrase("Who acts"),
    "until": phrase("Not later than"),
    "fine": phrase("Checked, nothing in the way"),
    "nothing": phrase("Nothing was found that stops the truck or calls for care."),
    "not_checked": phrase("Not checked"),
    "help": phrase("This page helps to prepare. The authority at the crossing decides."),
    "rulebook": phrase("Rulebook"),
    "digest": phrase("Digest of the answer (SHA-256), also in the code"),
}


def make_paper(answer: Json, language: Language) -> bytes:
    """Give the PDF of an answer made by `answer_json` in the same language: one page, always."""
    return _compile(answer, language, "pdf")


def make_picture(answer: Json, language: Language) -> bytes:
    """Give the same page as a PNG."""
    return _compile(answer, language, "png")


def compile_page(
    template: Path, data: Json, code: str, form: Any = "pdf", attached: bytes | None = None
) -> bytes:
    """Give a page from a template, plain data and what its QR code says; always the same bytes.

    A template that attaches a file to its PDF finds it in the input `attached`.
    """
    import typst

    made = typst.compile(
        template.read_bytes(),
        format=form,
        ignore_system_fonts=True,
        sys_inputs={
            "data": msgspec.json.encode(data).decode(),
            "qr": qr_svg(code),
            **({"attached": attached.decode()} if attached is not None else {}),
        },
        timestamp=0,
    )
    assert isinstance(made, bytes)  # a list would be several pages
    return made


def qr_svg(text: str) -> str:
    """Give a text as a QR code, in SVG, as large as the place it is put into."""
    import segno

    out, code = io.BytesIO(), segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", border=1, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()


def _compile(answer: Json, language: Language, form: Any) -> bytes:
    digest = digest_of(answer)
    return compile_page(TEMPLATE, page_data(answer, digest, words_for(language)), digest, form)


def page_data(answer: Json, digest: str, words: Words) -> Json:
    """Give what the page shows, all of it text: findings that say yes are counted by subject."""
    standing = [f for f in answer["findings"] if f["answer"] != Says.YES]
    fine = dict.fromkeys(_subject(f, words) for f in answer["findings"] if f["answer"] == Says.YES)
    title = words.say(TITLE[Answer(answer["answer"])])
    day = words.day(date.fromisoformat(answer["on"]))
    return {
        "lang": words.language.value,
        "title": f"Otkel: {title}",
        "words": {name: words.say(text) for name, text in _WORDS.items()},
        "tone": _TONE[Answer(answer["answer"])],
        "answer": title,
        "sentence": answer["sentence"],
        "plate": _cut(answer["plate"], 24),
        "trip": _cut(answer["trip"], 40),
        "day": day,
        "known": _known(answer, words),
        "findings": [_card(f, words) for f in standing],
        "more": [words.say(_more(n)) for n in range(1, len(standing) + 1)],
        "fine": ", ".join(fine) or None,
        "notices": _cut(" ".join(answer["notices"]), 2 * LONGEST),
        "not_checked": "; ".join(answer["not_checked"]),
        "rulebook": answer["rulebook"],
        "digest": digest,
    }


def _card(finding: Json, words: Words) -> Json:
    says, weight = Says(finding["answer"]), Weight(finding["weight"])
    return {
        "tone": _card_tone(says, weight),
        "mark": words.say(SAYS[says, weight]),
        "subject": _subject(finding, words),
        "reason": _cut(" ".join(finding["reasons"])),
        "missing": _cut(", ".join(finding["missing"])),
        "cure": _cut(finding["cure"]),
        "who": words.say(WHO[Who(finding["who"])]) if finding["who"] else None,
        "until": words.moment(finding["until"]) if finding["until"] else None,
        "source": _cut(_source(finding, words), 220),
    }


def _card_tone(says: Says, weight: Weight) -> str:
    if weight is Weight.STOPS:
        return "stop" if says is Says.NO else "ask"
    return "care" if weight is Weight.WARNS else "note"


def _source(finding: Json, words: Words) -> str | None:
    """Give the first two sources, the count of the others, and how well the first attests it."""
    titles = list(dict.fromkeys(s["title"] for c in finding["citations"] for s in c["sources"]))
    if not finding["citations"]:
        return None
    more = f" +{len(titles) - 2}" if len(titles) > 2 else ""
    sure = words.say(CONFIDENCE[Confidence(finding["citations"][0]["confidence"])])
    return f"{'; '.join(titles[:2])}{more} ({sure})" if titles else sure


def _subject(finding: Json, words: Words) -> str:
    label = SUBJECT.get(finding["subject"])
    return words.say(label) if label is not None else str(finding["subject"])


def _known(answer: Json, words: Words) -> str:
    if answer["known_at"] is None:
        return words.say(phrase("by all that is recorded"))
    return words.say(phrase("by what was known on {day}", day=date.fromisoformat(answer["known_at"])))


def _more(count: int) -> Phrase:
    return phrases(
        "{n} more finding does not fit on this page; it stands in the full answer (--json)",
        "{n} more findings do not fit on this page; they stand in the full answer (--json)",
        n=count,
    )


def _cut(text: str | None, longest: int = LONGEST) -> str | None:
    """Give a text of one line, shortened with an ellipsis; None for an empty one."""
    if not text:
        return None
    text = printable(text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
