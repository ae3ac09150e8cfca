"""Many commands from a file, a JSON object a line, in order: what a person or another system would write.

A line holds `do` with the verb, its options by name, and where wanted `point`, `at`, `by` and `key`. What
cannot be read is told with its row, and the rest goes on. Played twice, a file records nothing anew: the
key of a line is made of the name of the file, the row and the line itself.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec

from otkel.app.crossing.asking import Asking, Done
from otkel.app.crossing.desk import Ledger, dry_ledger, opened_ledger
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import Typed, get_verb, read_envelope, read_typed
from otkel.app.crossing.vehicles import Named
from otkel.errors import ClientKeyReusedError, InputError, Mistake, UnknownNameError
from otkel.facts.people import Language
from otkel.feeds.opening import refuse
from otkel.phrases import phrase
from otkel.queueing.refusal import Refusal

MOST_BYTES = 100_000  # of a line
AT_ONCE = 500  # lines that are read ahead, and acts that are on their way to the ledger
_WITH_EVERY_LINE = ("do", "point", "at", "key", "by")
_BEGIN = ("arrive", "book", "request")
Tick = Callable[[int, int | None], None]


class RefusedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line that was refused."""

    row: int
    verb: str
    refusal: Refusal
    zone: str


class Played(msgspec.Struct, kw_only=True):
    """What became of a file."""

    rows: int = 0
    recorded: int = 0
    repeated: int = 0
    idle: int = 0  # nothing was due
    events: int = 0
    refused: list[RefusedLine] = []
    mistakes: list[Mistake] = []
    mistaken: int = 0  # lines that could not be read
    by_rule: Counter[str] = msgspec.field(default_factory=Counter)
    stopped_at: int | None = None

    @property
    def exit_status(self) -> int:
        """2 a line could not be read, 1 one was refused, 0 all were recorded."""
        return 2 if self.mistakes else 1 if self.refused else 0


class _Line(msgspec.Struct, frozen=True):
    row: int
    given: dict[str, Any]
    key: str


class Playing(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is played."""

    file: Path
    db: str
    point: str | None = None  # for lines that name none
    by: str = "operator"
    dry: bool = False
    ahead: bool = False  # times may lie in the future
    stop_on_refusal: bool = False
    language: Language = Language.EN


def play(asked: Playing, tick: Tick = lambda _done, _all: None) -> Played:
    """Play a file and say what became of it. Raises InputError where the file itself cannot be read.

    `dry`: decided upon a copy, and nothing is recorded.
    """
    played = Played()
    try:
        with asked.file.open("rb") as file:
            opening = dry_ledger(asked.db) if asked.dry else opened_ledger(asked.db, is_new=True)
            with opening as ledger:
                _Player(asked, ledger, played, tick).run(file)
    except OSError as error:
        what = phrase("the file cannot be read ({reason})", reason=error.strerror or type(error).__name__)
        raise refuse(what, phrase("check the name and the folder"), asked.file.name) from error
    if not played.rows:
        raise refuse(phrase("the file holds no commands"), phrase("write one a line"), asked.file.name)
    return played


class _Player:
    """Reads ahead, decides in order, and lets many acts share a commit."""

    def __init__(self, asked: Playing, ledger: Ledger, played: Played, tick: Tick) -> None:
        self.asked, self.ledger, self.played, self.tick = asked, ledger, played, tick
        self.askings: dict[str, Asking] = {}
        self.waiting: deque[tuple[int, Callable[[], Done]]] = deque()

    def run(self, file: IO[bytes]) -> None:
        numbered = enumerate(_lines(file), 1)
        while rows := list(islice(numbered, AT_ONCE)):
            lines = [line for row, data in rows if (line := self._read(row, data)) is not None]
            self.ledger.vehicles.put_ahead(_new_vehicles(lines))
            for line in lines:
                self._begin(line)
                if self.played.stopped_at is not None:
                    break
            if self.played.stopped_at is not None:
                break
            self.tick(self.played.rows, None)
        while self.waiting:
            self._finish()
        self.played.mistakes.sort(key=lambda one: one.where.row or 0)

    def _read(self, row: int, data: bytes) -> _Line | None:
        text = data.removeprefix(b"\xef\xbb\xbf").strip() if row == 1 else data.strip()
        if not text:
            return None
        self.played.rows += 1
        try:
            given = _decoded(text)
        except InputError as error:
            self._mistaken(row, error.mistakes)
            return None
        digest = sha256(text).hexdigest()[:16]
        return _Line(row, given, f"{self.asked.file.name} {row} {digest}")

    def _begin(self, line: _Line) -> None:
        """Decide a line; its answer is waited for later."""
        try:
            asking, typed = self._typed(line)
            self.waiting.append((line.row, asking.begin(typed)))
        except InputError as error:
            self._mistaken(line.row, error.mistakes)
        except UnknownNameError as error:
            self._mistaken(line.row, [error.mistake])
        except ClientKeyReusedError:
            self._mistaken(line.row, [_KEY_REUSED])
        while len(self.waiting) > (0 if self.asked.stop_on_refusal else AT_ONCE):
            self._finish()

    def _typed(self, line: _Line) -> tuple[Asking, Typed]:
        given = line.given
        verb = get_verb(given.get("do"))
        if verb.do is None:
            raise InputError(
                [Mistake(phrase("{verb} only looks", verb=verb.name), phrase("leave the line out"))]
            )
        asking = self._asking(given.get("point", self.asked.point))
        zone = asking.desk.zone
        envelope = read_envelope({"by": self.asked.by, "key": line.key, **_kept(given)}, zone, False)
        values = {name: value for name, value in given.items() if name not in _WITH_EVERY_LINE}
        return asking, read_typed(verb, values, zone, envelope, False)

    def _asking(self, point: Any) -> Asking:
        if not isinstance(point, str):
            what = phrase("it is not said at which crossing point")
            raise InputError([Mistake(what, phrase("write point in the line, or name it with --point"))])
        if point not in self.askings:
            desk = self.ledger.desk(get_point(point))
            desk.goes_on = True
            self.askings[point] = Asking(desk, self.asked.language)
            self.askings[point].ahead = self.asked.ahead
        return self.askings[point]

    def _finish(self) -> None:
        row, wait = self.waiting.popleft()
        played = self.played
        try:
            done = wait()
        except ClientKeyReusedError:
            self._mistaken(row, [_KEY_REUSED])
            return
        except InputError as error:
            self._mistaken(row, error.mistakes)
            return
        if done.refusal is not None:
            played.refused.append(RefusedLine(row=row, verb=done.verb, refusal=done.refusal, zone=done.zone))
            played.by_rule[done.refusal.rule] += 1
            if self.asked.stop_on_refusal:
                played.stopped_at = row
        elif done.repeated:
            played.repeated += 1
        elif done.events:
            played.recorded += 1
            played.events += len(done.events)
        else:
            played.idle += 1

    def _mistaken(self, row: int, mistakes: Sequence[Mistake]) -> None:
        self.played.mistaken += 1
        self.played.mistakes += [one.at(file=self.asked.file.name, row=row) for one in mistakes]
        if self.asked.stop_on_refusal:
            self.played.stopped_at = row


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Give the lines; of one that is too long no more than shows it, however long it is."""
    while line := file.readline(MOST_BYTES + 1):
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MOST_BYTES + 1)
        yield line


def _decoded(text: bytes) -> dict[str, Any]:
    """Read one line. Raises InputError."""
    if len(text) > MOST_BYTES:
        what = phrase("the line has more than {most} bytes", most=MOST_BYTES)
        raise InputError([Mistake(what, phrase("check that this is the right file"))])
    try:
        given = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        what = phrase("this is not JSON in UTF-8")
        raise InputError([Mistake(what, _EXAMPLE)]) from None
    if not isinstance(given, dict):
        raise InputError([Mistake(phrase("a line must hold names and values"), _EXAMPLE)])
    return given


def _kept(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("at", "key", "by") if given.get(name) is not None}


def _new_vehicles(lines: Sequence[_Line]) -> Iterator[Named]:
    """Give the trucks that come in these lines, as far as they are typed rightly."""
    for line in lines:
        given = line.given
        if given.get("do") not in _BEGIN:
            continue
        plate, vin, country = given.get("plate"), given.get("vin"), given.get("country")
        try:
            verb = get_verb("arrive")
            values = {"towards": "RU", "plate": plate, "vin": vin, "country": country}
            typed = read_typed(verb, values, "UTC", read_envelope({}, "UTC", False), False).values
        except InputError:
            continue
        if "plate" in typed or "vin" in typed:
            yield Named(plate=typed.get("plate"), vin=typed.get("vin"), country=typed.get("country"))


_EXAMPLE = phrase("write one object a line, such as {line}", line='{"do": "tick", "point": "syrym"}')
_KEY_REUSED = Mistake(
    phrase("this key was used for something else before"), phrase("give each act a key of its own, or none")
)
