"""Put CHANGELOG.md together from the fragments in `changes/`.

    tools/changelog.py                  writes it; the fragments stay until a release
    tools/changelog.py --check          ends with status 1 when it is out of date
    tools/changelog.py --release 0.1.0  makes the fragments a section of that version and removes them

A fragment is a file `changes/<word>.md` of one or two sentences, one capability each.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHANGES, LOG = ROOT / "changes", ROOT / "CHANGELOG.md"
HEAD = "# Changes\n\nWhat a user of Otkel can notice, newest first. Put together by `make generate`.\n"
UNRELEASED = "Not released yet"
FIRST = "## "


def fragments() -> list[Path]:
    """Give the fragments in the order of their names."""
    return sorted(path for path in CHANGES.glob("*.md") if path.name != "README.md")


def section(title: str, paths: list[Path]) -> str:
    """Give one section with a line a fragment."""
    lines = [f"- {' '.join(path.read_text(encoding='utf-8').split())}" for path in paths]
    return "\n".join([f"{FIRST}{title}", "", *lines, ""])


def released() -> str:
    """Give the sections of versions already out, as they stand in the log."""
    log = LOG.read_text(encoding="utf-8") if LOG.exists() else ""
    sections = log.split(f"\n{FIRST}")[1:]
    return "\n".join(f"{FIRST}{text.rstrip()}\n" for text in sections if not text.startswith(UNRELEASED))


def whole(title: str) -> str:
    """Give the whole log with the fragments under a title."""
    parts = [HEAD, section(title, fragments()) if fragments() else "", released()]
    return "\n".join(part for part in parts if part)


def main(arguments: list[str]) -> int:
    """Write, check or release."""
    if arguments[:1] == ["--release"] and len(arguments) == 2:
        LOG.write_text(whole(arguments[1]), encoding="utf-8")
        for path in fragments():
            path.unlink()
        return 0
    made = whole(UNRELEASED)
    if arguments == ["--check"]:
        same = LOG.exists() and LOG.read_text(encoding="utf-8") == made
        print("CHANGELOG.md: as the fragments" if same else "CHANGELOG.md: out of date; run: make generate")
        return 0 if same else 1
    LOG.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
