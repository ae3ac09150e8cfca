"""`otkel queue serve`: a decider that runs, until a signal asks it to stop."""

from __future__ import annotations

import sys
from contextlib import ExitStack

from rich.text import Text

from otkel.app.crossing.pointing import get_point
from otkel.app.serving.running import run_decider
from otkel.app.serving.server import Server
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.listening import heeding
from otkel.cli.out import console, lines
from otkel.cli.queue_here import answer_handed
from otkel.cli.telling import tell_error
from otkel.phrases import phrase


def serve(name: str, db: str, lang: str | None) -> int:
    """Decide for a crossing point until SIGTERM or Ctrl-C. Gives the exit status."""
    words = words_for(choose_language(lang))
    point = get_point(name)

    def ready(server: Server) -> None:
        stack.enter_context(heeding(server.stop))
        began = phrase("decides for {point}; stop it with Ctrl-C", point=point.slug)
        lines(console(), Text(words.sentence(began), style="bold"))
        sys.stdout.flush()

    def wrong(error: Exception) -> None:
        told, _ = tell_error(error, words)
        sys.stderr.write("".join(f"{line}\n" for line in told))
        sys.stderr.flush()

    with ExitStack() as stack:
        counts = run_decider(db, point, answer_handed, ready=ready, wrong=wrong)
    ended = phrase(
        "stopped; {handled} commands were answered, {refused} connections refused",
        handled=counts.handled, refused=counts.refused,
    )  # fmt: skip
    lines(console(), words.sentence(ended))
    return 0
