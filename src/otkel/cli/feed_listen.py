"""`otkel feed listen`: a receiver that runs, until a signal asks it to stop."""

from __future__ import annotations

import os
import re
import sys
from contextlib import ExitStack, closing
from importlib import import_module
from pathlib import Path
from threading import Event

import msgspec
from rich.text import Text

from otkel.app.intake.mqtt import Broker, Subscriber
from otkel.app.intake.running import Receiver, receiving
from otkel.app.ledger_files import refused
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.listening import heeding, serve_app
from otkel.cli.out import console, lines
from otkel.cli.telling import tell_error
from otkel.phrases import Phrase, phrase

APP = "otkel.web.intake:make_app"
_ADDRESS = re.compile(r"(?:(?P<host>[\w.\-]{1,253}|\[[0-9a-fA-F:.]{2,45}\]):)?(?P<port>\d{1,5})", re.ASCII)
_FEWEST_LETTERS = 16  # of a token
_HERE = "127.0.0.1"
_STOP_S = 5  # for requests that are on their way when it is to stop


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """Where to listen. `login` is a file of one line, USER:PASSWORD."""

    http: str | None = None
    token: Path | None = None
    mqtt: str | None = None
    topic: str = "traccar"
    login: Path | None = None
    tls: bool = False


def listen(to: Listening, db: str, lang: str | None) -> int:
    """Take messages of trackers in until SIGTERM or Ctrl-C. Gives the exit status."""
    words = words_for(choose_language(lang))
    if to.http is None and to.mqtt is None:
        raise refused(
            phrase("it is not said where to listen"), phrase("give --http PORT or --mqtt HOST:PORT")
        )
    place = None if to.http is None else _address(to.http, "--http")
    token = b"" if place is None else _token(to.token)
    broker = None if to.mqtt is None else _broker(to, to.mqtt)
    with ExitStack() as stack:
        receiver = stack.enter_context(receiving(db, wrong=lambda error: _wrong(error, words)))
        if broker is not None:
            found = Subscriber(broker, receiver.intake, lambda told: _say(words, told))
            stack.enter_context(closing(found))
            _say(words, phrase("takes messages of trackers from {topic}", topic=broker.topic))
        if place is not None:
            _serve(receiver, place, token, words)
        else:
            _wait_for_a_signal()
    lines(console(), words.sentence(phrase("stopped; what was acknowledged is kept")))
    return 0


def _serve(receiver: Receiver, place: tuple[str, int], token: bytes, words: Words) -> None:
    module, _, maker = APP.partition(":")
    app = getattr(import_module(module), maker)(receiver.intake, token)
    _say(
        words,
        phrase("takes messages of trackers in at http://{place}/trackers", place=f"{place[0]}:{place[1]}"),
    )
    serve_app(app, *place, "--http", lifespan="off", timeout_graceful_shutdown=_STOP_S)


def _broker(to: Listening, mqtt: str) -> Broker:
    host, port = _address(mqtt, "--mqtt")
    user, colon, password = (
        ("", "", "") if to.login is None else _secret(to.login, "--mqtt-login").partition(":")
    )
    if to.login is not None and not (user and colon):
        raise refused(
            phrase("{file} holds no login", file=to.login.name), phrase("write USER:PASSWORD"), "--mqtt-login"
        )
    return Broker(
        host=host, port=port, topic=to.topic, user=user or None, password=password or None, tls=to.tls
    )


def _wait_for_a_signal() -> None:
    stop = Event()
    with heeding(stop.set):
        stop.wait()


def _address(text: str, option: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or not 0 < int(found["port"]) < 65_536:
        raise refused(
            phrase("this is no address: {address}", address=text[:60]), phrase("give [HOST:]PORT"), option
        )
    return (found["host"] or _HERE).strip("[]"), int(found["port"])


def _token(file: Path | None) -> bytes:
    if file is None:
        raise refused(
            phrase("anybody could send positions"),
            phrase("write a token into a file, and name it with --token-file"),
            "--token-file",
        )
    token = _secret(file, "--token-file")
    if len(token) < _FEWEST_LETTERS or len(token.split()) != 1 or not token.isascii():
        raise refused(
            phrase("{file} holds no token", file=file.name),
            phrase("write one line of {fewest} or more letters and digits into it", fewest=_FEWEST_LETTERS),
            "--token-file",
        )
    return token.encode()


def _secret(file: Path, option: str) -> str:
    """Read a file that only its owner can read."""
    try:
        with file.open("rb") as opened:
            is_open = os.fstat(opened.fileno()).st_mode & 0o077
            secret = opened.read(1_000).strip()
    except OSError as error:
        raise refused(
            phrase("{file} cannot be read ({reason})", file=file.name, reason=error.strerror or ""),
            phrase("check the name of the file"),
            option,
        ) from None
    if is_open:
        fix = phrase("chmod 600 it, and take a new secret")
        raise refused(phrase("others can read {file}", file=file.name), fix, option)
    return secret.decode("utf-8", "replace")


def _say(words: Words, told: Phrase) -> None:
    lines(console(), Text(words.sentence(told), style="bold"))
    sys.stdout.flush()


def _wrong(error: Exception, words: Words) -> None:
    told, _ = tell_error(error, words)
    sys.stderr.write("".join(f"{line}\n" for line in told))
    sys.stderr.flush()
