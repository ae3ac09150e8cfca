"""The page of a certificate: how long, in which stretches and why, who saw it, and how to check it.

The template is handed plain data. As many rows are shown as fit; what does not fit is counted.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from otkel.app.certificate.figures import witness_of_span
from otkel.app.certificate.form import CertificateFile, Statement, digest_of_file
from otkel.app.certificate.said import HOLD, SEEN_BY, SERVES_AS, SIDE, STAGE, STRETCH, WITNESS, WORDS
from otkel.app.certificate.times import length, moment, offset_of, ticks_of, zone_of
from otkel.app.paper import compile_page
from otkel.app.words import Words, printable, words_for
from otkel.errors import UnknownNameError
from otkel.facts.events.choices import Quantity
from otkel.facts.gazetteer import get_point
from otkel.facts.people import Language
from otkel.phrases import Phrase, phrase, phrases
from otkel.queueing.standing import Hold, Lateness, Span, Stretch

TEMPLATE = Path(__file__).parent / "certificate.typ"
_LONG_WORD = re.compile(r"\S{24}(?=\S)")
_UNKNOWN = "—"
Json = dict[str, Any]


def make_page(file: CertificateFile, data: bytes, language: Language, form: Any = "pdf") -> bytes:
    """Give the page of a certificate: one sheet, always; the code on it says the digest of the file.

    `data` are the bytes of the file, which the PDF carries as an attachment.
    """
    digest = digest_of_file(data)
    return compile_page(TEMPLATE, page_data(file, digest, words_for(language)), digest, form, data)


def page_data(file: CertificateFile, digest: str, words: Words) -> Json:
    """Give what the page shows, all of it text and numbers."""
    said, zone = file.statement, zone_of(file.statement.point)
    figures, head = said.figures, file.proofs[0].head
    spans = said.standing.spans
    return {
        "lang": words.language.value,
        "words": {name: words.say(text) for name, text in WORDS.items()},
        **_way(said, words),
        "passage": words.say(phrase("passage {passage}", passage=str(said.passage))),
        "plate": printable(said.plate)[:24] if said.plate else None,
        "stood": length(figures.stood_us, words),
        "stood_note": _stood_note(said, words),
        "from": moment(figures.began_us, zone),
        "to": moment(figures.ended_us, zone),
        "zone": offset_of(figures.began_us, zone),
        "issued": moment(said.issued_us, zone),
        "bar": [_segment(span, said) for span in spans if span.what not in (Stretch.BOOKED, Stretch.CHECK)],
        "marks": [mark for span in spans for mark in _marks(span, said)],
        "ticks": ticks_of(figures.began_us, figures.ended_us, zone),
        "rows": [_row(span, said, zone, words) for span in spans],
        "more": [words.say(_more(n)) for n in range(1, len(spans) + 1)],
        "holds": (holds := _holds(said, zone, words)),
        "hold_more": [words.say(_more(n)) for n in range(1, len(holds) + 1)],
        "truck": _truck(said.standing.truck_late, words),
        "post": _post(said, words),
        "promise": _promise(said, zone, words),
        "seen": [
            {"who": words.say(WITNESS[name]), "lasted": length(us, words), "witness": name}
            for name in WITNESS
            if (us := figures.by_witness.get(name)) is not None
        ],
        "serves": [words.say(SERVES_AS[name]) for name in said.serves],
        "signer": _breakable(printable(said.signer)),
        "key": file.key,
        "head": words.say(phrase("{size} events, root {root}", size=head.size, root=head.root)),
        "proved": words.say(phrase("{n} events proved", n=len(said.standing.rests_on))),
        "digest": digest,
    }


def _row(span: Span, said: Statement, zone: ZoneInfo, words: Words) -> Json:
    lasted = span.lasted_us(said.issued_us)
    return {
        "kind": span.what.value,
        "what": words.say(STRETCH[span.what]),
        "note": _note(span, words),
        "from": moment(span.begin.at_us, zone),
        "to": _end(span, zone, words),
        "lasted": _UNKNOWN if lasted is None else length(lasted, words),
        "witness": witness_of_span(span).value,
        "who": words.say(SEEN_BY[witness_of_span(span).value]),
        "corrected": bool(span.begin.corrected_by or (span.end is not None and span.end.corrected_by)),
    }


def _note(span: Span, words: Words) -> str | None:
    """Give the stage, reason and outcome of a check or a refusal; the codes are the crossing point's own."""
    stage = words.say(STAGE[span.stage.value]) if span.stage is not None else None
    parts = [one for one in (stage, _code(span.reason), _code(span.outcome)) if one]
    return ", ".join(parts) or None


def _end(span: Span, zone: ZoneInfo, words: Words) -> str:
    if span.end is not None:
        return moment(span.end.at_us, zone)
    if span.not_after_us is not None:
        return words.say(phrase("before {at}", at=moment(span.not_after_us, zone)))
    return words.say(phrase("goes on"))


def _holds(said: Statement, zone: ZoneInfo, words: Words) -> list[Json]:
    """Give what lay in the stretches, each once, the longest first."""
    longest: dict[tuple[int, ...], tuple[int, Hold]] = {}
    for span in said.standing.spans:
        for hold in span.holds:
            before = longest.get(hold.rests_on, (0, hold))[0]
            longest[hold.rests_on] = before + hold.within_us(span, said.issued_us), hold
    rows = sorted(longest.values(), key=lambda one: (-one[0], one[1].begin_us))
    return [
        {
            "side": hold.side.value,
            "what": words.say(HOLD[hold.kind]),
            "note": ", ".join(_hold_note(hold, words)) or None,
            "who": words.say(SIDE[hold.side.value]),
            "from": moment(hold.begin_us, zone),
            "to": moment(hold.end_us, zone) if hold.end_us is not None else words.say(phrase("goes on")),
            "lasted": length(within_us, words),
        }
        for within_us, hold in rows
    ]


def _hold_note(hold: Hold, words: Words) -> list[str]:
    stage = words.say(STAGE[hold.stage.value]) if hold.stage is not None else None
    return [one for one in (stage, _code(hold.reason)) if one]


def _segment(span: Span, said: Statement) -> Json:
    end_us = span.known_end_us
    begin, width = _share(span.begin.at_us, said.issued_us if end_us is None else end_us, said)
    return {"kind": span.what.value, "at": begin, "width": width, "sure": span.end is not None}


def _marks(span: Span, said: Statement) -> list[Json]:
    end_us = said.issued_us if span.known_end_us is None else span.known_end_us
    marks = []
    for hold in span.holds:
        until_us = min(end_us, said.issued_us if hold.end_us is None else hold.end_us)
        at, width = _share(max(hold.begin_us, span.begin.at_us), until_us, said)
        marks.append({"side": hold.side.value, "at": at, "width": width})
    return marks


def _share(begin_us: int, end_us: int, said: Statement) -> tuple[float, float]:
    """Give begin and width of a stretch as shares of the whole time on the bar."""
    whole = max(1, said.figures.ended_us - said.figures.began_us)
    begin = min(1.0, max(0.0, (begin_us - said.figures.began_us) / whole))
    return begin, max(0.0, min(1.0 - begin, (end_us - begin_us) / whole))


def _stood_note(said: Statement, words: Words) -> str | None:
    if said.figures.still_stands:
        return words.say(phrase("and still stands, at the time of signing"))
    if said.figures.at_least:
        return words.say(phrase("at least: the end of a stretch was not recorded"))
    return None


def _truck(late: Lateness | None, words: Words) -> str:
    if late is None:
        return words.say(_NO_SLOT)
    how_long = length(abs(late.us), words)
    if late.us < 0:
        return words.say(phrase("in time: {how_long} before the end of its slot", how_long=how_long))
    return words.say(phrase("{how_long} after the end of its slot", how_long=how_long))


def _post(said: Statement, words: Words) -> str:
    late, uncalled_us = said.standing.post_late, said.figures.uncalled_us
    if uncalled_us is not None:
        how_long = length(uncalled_us, words)
        return words.say(phrase("has not called it {how_long} after its slot began", how_long=how_long))
    if late is None:
        return words.say(_NO_SLOT)
    how_long = length(abs(late.us), words)
    if late.us < 0:
        return words.say(phrase("called it in time: {how_long} before its slot began", how_long=how_long))
    return words.say(phrase("called it {how_long} after its slot began", how_long=how_long))


def _promise(said: Statement, zone: ZoneInfo, words: Words) -> str | None:
    """Give the first range that was told for the call, beside which the call itself stands."""
    first = next((one for one in said.standing.promises if one.quantity == Quantity.CALL_AT), None)
    if first is None:
        return None
    told_at, low, high = (moment(us, zone) for us in (first.stated_us, first.low, first.high))
    return words.say(
        phrase("on {told_at} it told a call between {low} and {high}", told_at=told_at, low=low, high=high)
    )


def _more(count: int) -> Phrase:
    return phrases(
        "{n} more row does not fit on this page; it stands in the file",
        "{n} more rows do not fit on this page; they stand in the file",
        n=count,
    )


def _code(code: str | None) -> str | None:
    return None if code is None else _breakable(code.replace("_", " "))


def _breakable(text: str) -> str:
    """Let a word that is wider than its column be broken, so that it does not run over the next one."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


def _way(said: Statement, words: Words) -> Json:
    """Give the two posts, and their states, in the order in which the truck comes to them."""
    towards = said.standing.towards
    try:
        sides = list(get_point(said.point).sides)
    except UnknownNameError:
        return {"point": said.point, "states": f"→ {towards}" if towards else None}
    if towards == sides[0].country:
        sides.reverse()
    arrow = " → " if towards is not None else " – "
    name = {Language.RU: "name_ru", Language.KK: "name_kk"}.get(words.language, "name")
    return {
        "point": arrow.join(getattr(side, name) for side in sides),
        "states": arrow.join(side.country for side in sides),
    }


_NO_SLOT = phrase("no slot was promised, so none was missed")
