"""Anything that fits the description, or nearly does, is answered as described, never by a 5xx."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from otkel.app.accounts.keys import add_key
from otkel.app.rights import RIGHTS, ROLES
from otkel.app.site.accounts import book_of
from tests.web.site import add_account, opened_site

ADDRESS = "/api/v1/openapi.json"
EXAMPLES = 12  # of each operation; the long run stands in verification/
# The client of the tool leaves its own streams open.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("site"), demo=True) as (client, opened):
        add_account(opened, "all-1", *(f"{role}.{state}" for role in ROLES for state in ("kz", "ru")))
        key = add_key(book_of(opened), "all", "all-1", tuple(RIGHTS), 60_000)
        yield client, {"authorization": f"Bearer {key}"}


def operations_of(client):
    """Give what the description names; a stream does not end, and is tried elsewhere."""
    found = schemathesis.openapi.from_asgi(ADDRESS, client.app)
    return [one.ok() for one in found.get_all_operations() if not one.ok().path.endswith("/follow")]


def test_every_answer_is_as_described(house):
    client, headers = house
    operations = operations_of(client)
    assert len(operations) > 45
    for operation in operations:
        answered(operation, headers)


def answered(operation, headers):
    """Ask one operation with what fits its description, and with what does not by a little.

    Half of the time at a point whose queue is kept.
    """
    anything = operation.as_strategy()
    if operation.path_parameters or operation.query or operation.body:
        anything |= operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=anything, is_kept=st.booleans(), has_key=st.integers(0, 9))
    def ask(case, is_kept, has_key):
        if is_kept and "point" in (case.path_parameters or {}):
            case.path_parameters["point"] = "syrym"
        case.call_and_validate(headers=headers if has_key else {}, checks=CHECKS)

    ask()
