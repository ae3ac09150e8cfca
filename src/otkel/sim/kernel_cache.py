"""Where compiled kernels are kept: a folder for exactly these sources.

The compiler looks at one file's own date only; a rule that was changed in another file would go on running
as it was. So the folder is named by a digest of everything that is compiled.
"""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba.core.config

import otkel.queueing.core as core

_HERE = Path(__file__).parent


def sources() -> list[Path]:
    """List the files that the kernel is compiled from."""
    kernels = [*_HERE.glob("kernel*.py"), _HERE / "draws.py", _HERE / "inverse.py", *_HERE.glob("pack*.py")]
    return sorted([*kernels, *Path(core.__file__).parent.glob("*.py")])


def digest() -> str:
    """Give the digest of all that is compiled."""
    whole = sha256()
    for path in sources():
        content = path.read_bytes() if path.is_file() else b""
        whole.update(f"{path.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def use_own_cache() -> None:
    """Let the compiler keep what it makes beside the sources, or where these cannot be written, apart."""
    name = f"kernel-{digest()[:16]}"
    for folder in (_HERE / "__pycache__" / name, Path(tempfile.gettempdir()) / f"otkel-{name}"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        config: Any = numba.core.config
        config.CACHE_DIR = str(folder)
        return
