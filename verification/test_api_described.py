"""The whole API asked at length: every answer is as its description says, and none is a 5xx."""

from tests.web import test_api_schema
from tests.web.test_api_schema import answered, house, operations_of, pytestmark

__all__ = ["house", "pytestmark"]
EXAMPLES = 300  # of each operation


def test_every_answer_is_as_described_at_length(house, monkeypatch):
    monkeypatch.setattr(test_api_schema, "EXAMPLES", EXAMPLES)
    client, headers = house
    operations = operations_of(client)
    for operation in operations:
        answered(operation, headers)
    assert len(operations) > 45
