"""Write `docs/reference/commands.md` from the table of operations and the verbs of the shell.

tools/commands.py           writes it
tools/commands.py --check   says whether it differs, and ends with status 1
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from otkel.app.operations import OPERATIONS, Operation
from otkel.cli.main import make_app

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "commands.md"
HEAD = """<!-- Made from the table of operations by `make generate`. Changes here are lost. -->
# Commands

Exit status: 0 may go, 1 may not or undecided, 2 bad input, 70 an error in Otkel itself. What is wrong in an
input is told on the standard error as "file, row, field: what. What to do." `OTKEL_LANG` sets the language
(en, ru, kk) where `--lang` does not.
"""


def page() -> str:
    """Give the text of the page."""
    return HEAD + "".join(_section(operation) for operation in OPERATIONS)


def _section(operation: Operation) -> str:
    arguments = list(_arguments(operation))
    usage = " ".join(["otkel", operation.name, *(_usage(a) for a in arguments)])
    lines = [f"\n## otkel {operation.name}\n", f"{operation.words.text} Gives {operation.answer.text}.\n"]
    lines += ["```", *_wrapped(usage), "```\n", "| argument | meaning |", "|---|---|"]
    lines += [f"| `{_name(a)}` | {_meaning(a)} |" for a in arguments]
    return "\n".join(lines) + "\n"


def _arguments(operation: Operation) -> Iterator[Any]:
    app: Any = make_app()
    for word in operation.name.split():
        app = app[word]
    yield from app.assemble_argument_collection()


def _name(argument: Any) -> str:
    name = argument.names[0]
    if not name.startswith("--") or argument.hint is bool:
        return str(name)
    return f"{name} {name.removeprefix('--').upper().replace('-', '_')}"


def _usage(argument: Any) -> str:
    name = _name(argument)
    if "tuple" in str(argument.hint):
        return f"[{name} ...]"
    return name if argument.required else f"[{name}]"


def _meaning(argument: Any) -> str:
    return str(argument.parameter.help or "").replace("|", "\\|")


def _wrapped(usage: str, width: int = 100) -> Iterator[str]:
    line = ""
    for word in usage.replace(" [", "\0[").split("\0"):
        if line and len(line) + len(word) > width:
            yield line
            line = "    " + word
        else:
            line = f"{line} {word}" if line else word
    yield line


def main() -> int:
    """Write the page, or say that it differs."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text("utf-8") == text:
            return 0
        print("docs/reference/commands.md is out of date; run: python tools/commands.py")
        return 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
