"""Run the sessions and programs shown in the README and the guides, and write what they print.

    tools/readme.py           renews the printed lines
    tools/readme.py --check   says which page differs, and ends with status 1

A session is a block of kind `console`; a line that begins with `$ ` is a command, run at the top folder. A
program is a block of kind `python`; the block of kind `text` behind "It prints:" is what it prints.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SESSION = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
PROGRAM = re.compile(
    r"(?<=^```python\n)(.*?)(^```\n\nIt prints:\n\n```text\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL
)


def pages() -> list[Path]:
    """Give the pages that hold a session, or a program with what it prints."""
    found = (ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md")))
    texts = {page: page.read_text(encoding="utf-8") for page in found}
    return [page for page, text in texts.items() if SESSION.search(text) or PROGRAM.search(text)]


def printed(command: list[str]) -> str:
    """Run one command, in English and without colours, and give all it prints."""
    surroundings = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "OTKEL_LANG": "en",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, text=True, stdout=-1, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout


def played(session: str) -> str:
    """Give a session with what its commands print now."""
    commands = re.findall(r"^\$ ((?:.*\\\n)*.*)$", session, re.MULTILINE)
    return "".join(f"$ {command}\n{printed(['bash', '-c', command])}" for command in commands)


def renewed(text: str) -> str:
    """Give a page with every session played anew, and every program run."""
    text = SESSION.sub(lambda match: played(match[0]), text)
    return PROGRAM.sub(lambda match: match[1] + match[2] + printed([sys.executable, "-c", match[1]]), text)


def main(arguments: list[str]) -> int:
    """Renew the pages, or compare them."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        made = renewed(text)
        if made == text:
            continue
        if "--check" in arguments:
            print(f"{page.relative_to(ROOT)}: a session prints something else; run: make generate")
            return 1
        page.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
