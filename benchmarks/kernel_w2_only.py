"""A kernel that has W2's features only: the sources of the general one, the rest taken out before compiling.

In a copy of `sim/kernel*.py` the word that says what a world uses is the constant 0, and nobody comes back
for papers. The compiler then drops choice, weave, blocking, quotas, patience and the log altogether, so that
the general kernel (`run`) can be timed against what it would be.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import otkel.sim
from otkel.sim.kernel_cache import digest

SIM = Path(otkel.sim.__file__).parent
# These hold tables and the event list, and drawing; all else is copied.
KEPT = {"kernel_world", "kernel_settings", "kernel_calendar", "kernel_cache", "kernel_draw"}
STRIPPED = (("world.uses", "0"), ("outcome == COMES_BACK", "False"))


def stripped_sources() -> dict[str, str]:
    """Give the text of each copied module by name. Raises ValueError where nothing is left to take out."""
    paths = [path for path in sorted(SIM.glob("kernel*.py")) if path.stem not in KEPT]
    whole = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    for word, instead in STRIPPED:
        if not any(word in text for text in whole.values()):
            raise ValueError(f"{word} stands in no file of the kernel: say anew what W2 does without")
        whole = {name: text.replace(word, instead) for name, text in whole.items()}
    for name in list(whole):
        for other in whole:
            whole[name] = whole[name].replace(f"from otkel.sim.{other} import", f"from {other} import")
    return whole


def load() -> Callable[..., int]:
    """Give the stripped `run`, which takes what `otkel.sim.kernel.run` takes."""
    sources = stripped_sources()
    name = sha256((digest() + repr(STRIPPED)).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"otkel-w2-only-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for module, text in sources.items():
        path = folder / f"{module}.py"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        made: Any = importlib.import_module("kernel")
    finally:
        sys.path.remove(str(folder))
    run: Callable[..., int] = made.run
    return run
