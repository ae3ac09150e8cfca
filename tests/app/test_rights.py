"""Who may do what: each role for each operation; what stands in no table nobody may do."""

import pytest

from otkel.app.crossing.verbs import VERBS
from otkel.app.rights import ALL, RIGHTS, ROLES, Rights, state_of_stage
from otkel.ledger.accounts import Grant

LOOKS = {"status", "needs", "backlog"}
OF_THE_POST = {"start", "clear", "refuse", "pause", "resume", "lanes", "intake", "strip", "tick"}
CHECKS = {"select", "check-start", "check-prolong", "check-result", "checks"}
OF_THE_LINE = {
    "book", "request", "draw", "move", "cancel", "standby", "exception", "exception-end", "call", "service",
    "ticket", "certificate", "message", "import",
}  # fmt: skip
MAY = {
    "border_service": LOOKS | OF_THE_POST | CHECKS | {"line", "arrive", "leave", "people"},
    "customs": LOOKS | OF_THE_POST | CHECKS | {"line", "ready"},
    "mobile_group": LOOKS | CHECKS | {"line", "people"},
    "queue_operator": LOOKS
    | OF_THE_LINE
    | {"webhooks", "line", "arrive", "ready", "leave", "people", "tick"},
    "shift_head": LOOKS
    | OF_THE_POST
    | OF_THE_LINE
    | {"line", "arrive", "ready", "leave", "people", "select", "check-prolong", "checks"}
    | {"batch", "close", "reopen", "keep-alive", "shift", "shift-end", "world"}
    | {"webhooks", "report", "redraw", "public-record", "evidence"},
    "analyst": LOOKS
    | {"webhooks", "checks", "world", "report", "redraw", "public-record", "evidence", "reports"},
    "administrator": LOOKS | {"webhooks", "open", "import", "accounts", "keys", "public-record", "reports"},
}


def rights(role, point="syrym", country="KZ"):
    return Rights((Grant(point, role, country),))


def test_every_verb_of_the_queue_has_a_line_in_the_table():
    assert {verb.name for verb in VERBS} - set(RIGHTS) == set()


def test_every_role_of_the_table_is_one():
    assert {role for roles in RIGHTS.values() for role in roles} == set(ROLES) == set(MAY)


@pytest.mark.parametrize("operation", RIGHTS)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_its_own_operations_and_no_others(role, operation):
    assert rights(role).may(operation, "syrym") is (operation in MAY[role])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("operation", ["", "anything", "Call", "call ", "__class__"])
def test_what_stands_in_no_table_nobody_may_do(role, operation):
    assert not rights(role).may(operation, "syrym")


@pytest.mark.parametrize("operation", RIGHTS)
def test_who_has_no_role_or_one_elsewhere_may_do_nothing(operation):
    elsewhere = Rights(tuple(Grant("taskala", role, "KZ") for role in ROLES))
    assert not Rights().may(operation, "syrym")
    assert not elsewhere.may(operation, "syrym")
    assert Rights((Grant("syrym", "king", "KZ"),)).may(operation, "syrym") is False


def test_a_role_at_all_points_holds_at_each():
    assert rights("queue_operator", ALL).may("call", "syrym")


@pytest.mark.parametrize(
    ("stage", "towards", "state"),
    [
        ("exit_control", "RU", "KZ"), ("entry_control", "RU", "RU"), ("exit_control", "KZ", "RU"),
        ("entry_control", "KZ", "KZ"), ("waiting_area", "RU", "KZ"), ("roadside_check", "RU", "RU"),
        ("strip", "RU", None), (None, "RU", None), ("exit_control", None, None), ("exit_control", "CN", None),
    ],
)  # fmt: skip
def test_each_stage_is_of_the_state_whose_officers_work_it(stage, towards, state):
    assert state_of_stage(stage, towards, ("KZ", "RU")) == state


@pytest.mark.parametrize("role", ["border_service", "customs", "shift_head"])
def test_officers_work_the_stages_of_their_own_state(role):
    assert rights(role, country="KZ").may("clear", "syrym", "KZ")
    assert not rights(role, country="KZ").may("clear", "syrym", "RU")
    assert not rights(role, country="KZ").may("call", "syrym", "RU")


def test_two_roles_do_not_lend_each_other_their_state():
    both = Rights((Grant("syrym", "border_service", "KZ"), Grant("syrym", "analyst", "RU")))
    assert not both.may("clear", "syrym", "RU")
