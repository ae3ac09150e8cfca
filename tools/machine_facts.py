"""Tell on what the figures were measured."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path


def processor() -> str:
    """Give the name of the processor, as far as the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def main() -> None:
    """Print cores, processor, system and versions, one line each."""
    print(f"cores      {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    print(f"processor  {processor()}")
    print(f"system     {platform.system()} {platform.release()}")
    print(f"python     {platform.python_version()}")
    print(f"packages   msgspec {version('msgspec')}, numpy {version('numpy')}")


if __name__ == "__main__":
    main()
