"""`otkel`: the verbs of the table of operations, and the one place where errors become words.

Exit status: 0 may go or holds, 1 may not, undecided or does not hold, 2 bad input or a ledger that cannot be
used, 70 an error in Otkel itself, 130 stopped by its user.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

from cyclopts import App, CycloptsError

from otkel.app.operations import OPERATIONS
from otkel.app.settings import choose_language, read_settings
from otkel.app.words import Words, words_for
from otkel.cli.telling import BAD_INPUT, STOPPED, tell_error
from otkel.errors import EngineError, InputError, LedgerError, StoppedError, UnknownNameError
from otkel.facts.people import Language

FAMILIES = {
    "law": "Read the rulebook: dated provisions, their sources, and what changes.",
    "queue": "The live crossing: book, arrive, call, check, let through, and see how it stands.",
    "sim": "The twin: the same border, faster than time. What would happen if?",
    "feed": "What is said of the queues: taken in, set aside with a reason, shown side by side, published.",
    "incident": "What was done to a truck or its driver: told, kept, and given out only with his consent.",
    "report": "What people told of a crossing point without an account, looked over.",
    "seal": "Navigation seals: put on, activated, what they showed, taken off.",
    "account": "Who may sign in to the site, and what each may do where.",
    "ledger": "The record: sign it, verify it, prove what stands in it, copy it, forget people.",
}


def make_app() -> App:
    """Give the command line; a verb's file is imported only when it is called."""
    app = App(
        name="otkel",
        help="May this truck go, and what does it lack? Road freight at the Kazakhstan-Russia border.",
        version=_version,
        help_format="plaintext",
        # Values such as 2026-06-31 are read, and refused in words, by the use cases.
        exit_on_error=False,
        print_error=False,
        # What a stop says is told by `run`.
        suppress_keyboard_interrupt=False,
    )
    groups: dict[str, App] = {}
    for order, operation in enumerate(OPERATIONS):
        parent, name = app, operation.name
        if " " in name:
            family, name = name.split()
            if family not in groups:
                groups[family] = App(name=family, help=FAMILIES[family], sort_key=order)
                app.command(groups[family])
            parent = groups[family]
        handler = f"otkel.cli.{operation.family}:{operation.verb}"
        parent.command(handler, name=name, help=operation.words.text, sort_key=order)
    return app


def _version() -> str:
    from importlib.metadata import version

    return f"otkel {version('otkel')}"


def run(tokens: Sequence[str]) -> int:
    """Run one command line and give its exit status; what is wrong is told on stderr in words."""
    try:
        result = make_app()(list(tokens), result_action="return_value")
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except CycloptsError as error:
        return _tell([_said(error), "See: otkel --help"], BAD_INPUT)
    except (InputError, UnknownNameError, EngineError, StoppedError, LedgerError) as error:
        return _tell(*tell_error(error, _words(tokens)))
    except BrokenPipeError:
        # The reader went away, which is his right; nothing may be said on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _tell_unwritten(error, _words(tokens))
    except KeyboardInterrupt:
        return STOPPED
    except Exception as error:
        return _tell_broken(error, _words(tokens))


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def _words(tokens: Sequence[str]) -> Words:
    """Give the voice asked for; an error must be told even where the language itself is wrong."""
    asked = None
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if token == "--lang":
            asked = following
        elif token.startswith("--lang="):
            asked = token.partition("=")[2]
    try:
        return words_for(choose_language(asked))
    except (UnknownNameError, OSError):
        return words_for(Language.EN)


def _said(error: CycloptsError) -> str:
    try:
        return str(error).strip()
    except ImportError:  # its search for a near name imports every verb, and one of them is broken
        return type(error).__name__


def _tell_unwritten(error: OSError, words: Words) -> int:
    from otkel.cli.out import cannot_print

    mistake = cannot_print(error)
    return _tell_broken(error, words) if mistake is None else _tell([words.mistake(mistake)], BAD_INPUT)


def _tell_broken(error: Exception, words: Words) -> int:
    if read_settings().debug:
        raise error
    return _tell(*tell_error(error, words))


def _tell(told: Iterable[str], status: int) -> int:
    for line in told:
        sys.stderr.write(line + "\n")
    return status
