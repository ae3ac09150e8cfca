from __future__ import annotations

import importlib

import pytest

from otkel.app.operations import OPERATIONS, Operation


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
def test_every_operation_has_a_use_case_and_a_verb(operation: Operation) -> None:
    module, name = operation.handler.split(":")
    assert callable(getattr(importlib.import_module(module), name))
    verbs = importlib.import_module(f"otkel.cli.{operation.family}")
    assert callable(getattr(verbs, operation.verb))


def test_no_operation_twice() -> None:
    assert len({o.name for o in OPERATIONS}) == len(OPERATIONS)
