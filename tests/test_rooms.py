"""The rooms keep to their floors, and what must stay in one room stays there."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"

# Package -> the modules that may import it. The rest of Otkel must do without.
FENCES = {
    "numba": ("otkel.sim.kernel",),
    "numpy": (
        "otkel.law.stay.columns", "otkel.queueing", "otkel.sim", "otkel.forecast", "otkel.feeds.visits",
        "otkel.feeds.zone_shapes",
    ),
    "polars": (
        "otkel.queueing.log", "otkel.queueing.measures", "otkel.forecast", "otkel.sim.result", "otkel.feeds",
    ),
    "apsw": ("otkel.ledger",),
    "sqlite3": ("otkel.ledger",),
    "psycopg": ("otkel.ledger",),
    "cryptography": ("otkel.ledger.proof", "otkel.ledger.vault"),
    "litestar": ("otkel.web",),
    "jinja2": ("otkel.web",),
    "argon2": ("otkel.app.accounts",),
    "joserfc": ("otkel.app.accounts.provider.tokens",),
    "dask": (),
    "distributed": ("otkel.sim.engine_dask",),
    "paho": ("otkel.app.intake.mqtt",),
    "uvicorn": ("otkel.web", "otkel.cli"),
    "cyclopts": ("otkel.cli",),
    "rich": ("otkel.cli",),
    "yaml": ("otkel.law.corpus", "otkel.feeds"),
    "csv": ("otkel.feeds",),
    "openpyxl": ("otkel.feeds",),
    "typst": ("otkel.app.paper",),
    "segno": ("otkel.app.paper",),
    "pywebpush": ("otkel.app.site.push",),
    "py_vapid": ("otkel.app.site.push",),
    "requests": ("otkel.app.site.push",),
    "gettext": ("otkel.app.words",),
    "babel": ("otkel.app.words",),
}  # fmt: skip
CLOCK = "otkel.app.clock"
CLOCK_CALLS = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}
SURROUNDINGS = {"os.environ", "os.getenv"}


def modules(source=SOURCE):
    for path in sorted((source / "otkel").rglob("*.py")):
        name = ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def breaches(source=SOURCE):
    """Give what stands where it must not: (module, what)."""
    for name, tree in modules(source):
        for imported in imports(tree):
            rooms = FENCES.get(imported.partition(".")[0])
            if rooms is not None and not name.startswith(rooms):
                yield name, imported
            if imported == "otkel" and name != "otkel":
                yield name, "otkel"
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and name != CLOCK:
                owner = ast.unparse(node.func.value).rpartition(".")[2]
                if node.func.attr in CLOCK_CALLS and owner in {"datetime", "date", "time"}:
                    yield name, ast.unparse(node.func)
            if isinstance(node, ast.Attribute) and ast.unparse(node) in SURROUNDINGS:
                yield from [] if name == "otkel.app.settings" else [(name, ast.unparse(node))]


def lint_imports(folder):
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", ".importlinter"]
    path = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(command, cwd=folder, env=path, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path):
    """Give a folder with the code of Otkel, its data left out, and the contracts."""
    left_out = shutil.ignore_patterns("data", "locale", "__pycache__")
    shutil.copytree(SOURCE / "otkel", tmp_path / "src" / "otkel", ignore=left_out)
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_every_fenced_package_stays_in_its_room():
    assert list(breaches()) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("import numpy as np", "numpy"),
        ("from yaml import load", "yaml"),
        ("import apsw", "apsw"),
        ("import polars as pl", "polars"),
        ("from numba import njit", "numba"),
        ("import distributed", "distributed"),
        ("from psycopg import connect", "psycopg"),
        ("import cryptography", "cryptography"),
        ("from otkel import __version__", "otkel"),
        ("import datetime\nx = datetime.datetime.now()", "datetime.datetime.now"),
        ("from datetime import date\nx = date.today()", "date.today"),
        ("import os\nx = os.environ", "os.environ"),
    ],
)
def test_a_breach_of_a_fence_is_seen(tmp_path, line, what):
    room = tmp_path / "otkel" / "law"
    room.mkdir(parents=True)
    (room / "seeded.py").write_text(line + "\n", encoding="utf-8")
    assert list(breaches(tmp_path)) == [("otkel.law.seeded", what)]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("facts/seeded.py", "from otkel.law.timeline import Phase"),
        ("law/seeded.py", "import otkel.app.clock"),
        ("phrases.py", "import otkel.errors"),
        ("cellar/__init__.py", "x = 1"),
        ("law/timeline.py", "import otkel.law.screening"),
    ],
)
def test_an_import_upward_or_an_unknown_room_breaks_the_contracts(copy, place, line):
    file = copy / "src" / "otkel" / place
    file.parent.mkdir(exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(f"{before}\n{line}\n", encoding="utf-8")
    found = lint_imports(copy)
    assert found.returncode == 1, found.stdout


def test_the_contracts_hold_as_they_stand(copy):
    found = lint_imports(copy)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    "heavy", ["numba", "numpy", "polars", "litestar", "openpyxl", "typst", "cryptography", "distributed"]
)
def test_the_shell_starts_without_what_a_check_does_not_need(heavy):
    code = f"import sys, otkel.cli.main; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_check_loads_neither_the_compiler_nor_data_frames():
    trip = next((SOURCE / "otkel" / "app" / "trips").glob("*.yaml"))
    code = f"""
import sys
from otkel.cli.main import run
assert run(["check", {str(trip)!r}]) in (0, 1)
sys.exit(any(heavy in sys.modules for heavy in ("numba", "numpy", "polars")))
"""
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
