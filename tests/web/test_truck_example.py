"""A truck to try: of a simulated queue alone, and always one that waits."""

import pytest

from otkel.app.ledger import now_us
from otkel.app.site.demo import set_policy
from otkel.app.site.truck.example import example_of
from otkel.app.site.truck.holder import holders_of
from otkel.facts.events.choices import WayOut
from otkel.queueing.commands import Leave
from otkel.queueing.refusal import Refusal
from tests.web.site import opened_site
from tests.web.trucks import Post


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("demo"), demo=True) as (client, house):
        yield client, house


def test_a_simulated_truck_may_be_tried_by_anybody(demo):
    client, house = demo
    for path in ("/en", "/ru/truck"):
        assert "/truck/example" in client.get(path).text
    answer = client.get("/kk/truck/example")
    assert answer.status_code == 200
    assert 'class="simulated"' in answer.text
    assert example_of(house).code() in str(answer.url)
    assert answer.text.count('id="now"') == 1


def test_it_is_the_same_truck_until_that_is_called(demo):
    _, house = demo
    first = example_of(house).code()
    assert example_of(house).code() == first
    passage = holders_of(house).find(first).passage
    desk = house.desk("syrym")
    answer = desk.decider.handle(Leave(passage=passage, way=WayOut.GAVE_UP), key="example leaves", by="test")
    assert not isinstance(answer, Refusal), answer
    second = example_of(house).code()
    assert second != first
    assert holders_of(house).find(second).passage != passage


def test_a_queue_says_that_it_is_simulated_as_soon_as_it_is_open(tmp_path):
    with opened_site(tmp_path) as (client, house):
        assert 'class="simulated"' not in client.get("/en").text
        set_policy(house.desk("syrym"), now_us())
        assert 'class="simulated"' in client.get("/en").text


def test_where_people_stand_nobody_is_an_example(tmp_path):
    with opened_site(tmp_path) as (client, house):
        Post(house).come(10)
        assert client.get("/en/truck/example").status_code == 404
        assert "example" not in client.get("/en/truck").text
        assert not [one for one in house.ledger.store.read_all() if one.word == "ticket_issued"]
