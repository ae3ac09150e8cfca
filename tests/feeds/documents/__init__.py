"""Samples of documents: invented, in the true form."""

import csv
import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("OTKEL_SHARED", "../shared")) / "data" / "documents"


def listed_paths(file, schema=None):
    """Give the paths that a published form has; skips where the lists are not beside the project."""
    if not SHARED.exists():
        pytest.skip("the lists of fields are not beside the project; name their folder in OTKEL_SHARED")
    with (SHARED / file).open(encoding="utf-8") as stream:
        return {row["path"] for row in csv.DictReader(stream) if schema in (None, row.get("schema"))}


def unknown_paths(asked, listed):
    """Give the paths asked for that a form lacks; lists end at some depth, below which nothing is known."""
    ends = {path for path in listed if not any(other.startswith(path + "/") for other in listed)}
    return {
        path for path in asked if path not in listed and not any(path.startswith(end + "/") for end in ends)
    }
