"""The API: who may ask what by key, scope and role; acts once; the record by a cursor, nobody in it."""

import asyncio
import json

import msgspec
import pytest

from otkel.app.accounts import keys
from otkel.app.crossing.reading import MOST_NUMBER
from otkel.app.crossing.verbs import VERBS
from otkel.app.rights import RIGHTS, ROLES
from otkel.app.site.accounts import book_of
from otkel.app.site.api.events import read_page
from otkel.errors import InputError
from otkel.ledger.proof.heads import make_key
from otkel.web.routes_api import event_messages
from otkel.web.routes_api_verbs import _LOOKS, NOT_HERE, body_of
from tests.web.site import add_account, opened_site

BY_NAME = {verb.name: verb for verb in VERBS}
SENT = {"towards": "RU", "stage": "exit_control", "day": "2026-11-29"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("site"), demo=True) as (client, house):
        for role in ROLES:
            add_account(house, f"{role}-1", f"{role}.kz")
        yield client, house


def key_of(house, account, *scopes, per_min=60_000, name=None):
    name = name or f"{account}-{len(book_of(house).accounts.list_keys())}"
    return {"authorization": "Bearer " + keys.add_key(book_of(house), name, account, scopes, per_min)}


@pytest.fixture(scope="module")
def headers(site):
    _, house = site
    return {role: key_of(house, f"{role}-1", *RIGHTS) for role in ROLES}


def example(verb):
    """Give the least that may be sent for a verb."""
    given = {}
    for field in msgspec.structs.fields(body_of(verb)):
        if field.required or field.encode_name in ("stage", "towards"):
            kind = msgspec.inspect.type_info(field.type)
            while isinstance(kind, msgspec.inspect.Metadata):
                kind = kind.type
            given[field.encode_name] = SENT.get(
                field.encode_name, 3 if "Int" in repr(kind)[:8] else "weather"
            )
            if isinstance(kind, msgspec.inspect.LiteralType) and field.encode_name != "stage":
                given[field.encode_name] = kind.values[0]
    return given


def test_every_verb_has_a_route_or_stands_among_those_that_have_none(site):
    client, _ = site
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    shown = {path.rpartition("/")[2] for path in paths if path.startswith("/api/v1/points/{point}/")}
    assert shown == set(BY_NAME) - NOT_HERE


def test_the_description_is_openapi_and_names_nobody_elses_host(site):
    client, _ = site
    told = client.get("/api/v1/openapi.json")
    assert told.json()["openapi"].startswith("3.1")
    assert "http://" not in told.text.replace("http://json-schema.org", "")
    assert "<script" not in told.text


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(set(BY_NAME) - NOT_HERE))
def test_a_role_does_over_http_what_the_table_of_rights_says_and_nothing_else(site, headers, role, name):
    client, _ = site
    asks = name in _LOOKS or name in ("redraw", "public-record")
    method, sent = (
        ("GET", {"params": {"day": "2026-11-29"}}) if asks else ("POST", {"json": example(BY_NAME[name])})
    )
    answer = client.request(method, f"/api/v1/points/syrym/{name}", headers=headers[role], **sent)
    assert (answer.status_code == 403) is (role not in RIGHTS[name])
    assert answer.status_code in (200, 400, 403, 409)
    other = client.request(method, f"/api/v1/points/taskala/{name}", headers=headers[role], **sent)
    assert other.status_code == 403


def test_officers_work_the_stages_of_their_own_state_however_a_truck_is_named(site, headers):
    client, house = site
    add_account(house, "neighbour-1", "border_service.ru")
    theirs = key_of(house, "neighbour-1", *RIGHTS)
    arrive = {"towards": "RU", "plate": "104 AAA 02", "country": "KZ"}
    client.request("POST", "/api/v1/points/syrym/arrive", headers=headers["queue_operator"], json=arrive)
    start = {"plate": "104 AAA 02", "stage": "exit_control"}
    for more in ({}, {"towards": "KZ"}):  # the direction is the truck's, whatever is said of it
        answer = client.request("POST", "/api/v1/points/syrym/start", headers=theirs, json=start | more)
        assert answer.status_code in (400, 403)
        assert answer.status_code == 403 or more
    pause = {"reason": "weather"}  # of both directions: the stages of both states
    for asker in (theirs, headers["shift_head"]):
        answer = client.request("POST", "/api/v1/points/syrym/pause", headers=asker, json=pause)
        assert answer.status_code == 403
    own = pause | {"towards": "RU", "stage": "entry_control"}
    assert client.request("POST", "/api/v1/points/syrym/pause", headers=theirs, json=own).status_code == 200
    other = pause | {"towards": "RU", "stage": "exit_control"}
    assert client.request("POST", "/api/v1/points/syrym/pause", headers=theirs, json=other).status_code == 403


@pytest.mark.parametrize(
    "said", [None, "", "Bearer", "Bearer x", "Basic otkel-x", "Bearer otkel-" + "x" * 5_000]
)
def test_without_a_key_nobody_acts(site, said):
    client, _ = site
    given = {} if said is None else {"authorization": said}
    answer = client.request("POST", "/api/v1/points/syrym/tick", headers=given, json={})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_who_is_signed_in_as_a_person_has_no_key(site):
    client, _ = site
    add = client.post("/en/sign-in", data={"name": "shift_head-1", "password": "wind over the steppe"})
    assert "shift_head-1" in add.text or add.status_code in (200, 404)
    assert client.request("POST", "/api/v1/points/syrym/tick", json={}).status_code == 401
    client.cookies.clear()


def test_a_key_does_no_more_than_its_scopes(site):
    client, house = site
    only = key_of(house, "queue_operator-1", "status")
    assert client.get("/api/v1/points/syrym/status", headers=only).status_code == 200
    assert client.get("/api/v1/points/syrym/line", headers=only).status_code == 403


def test_a_key_that_was_taken_back_and_one_of_a_closed_account_are_none(site):
    client, house = site
    add_account(house, "client-1", "queue_operator.kz")
    one, other = (
        key_of(house, "client-1", "status", name="one"),
        key_of(house, "client-1", "status", name="other"),
    )
    keys.revoke_key(book_of(house), "one")
    assert client.get("/api/v1/points/syrym/status", headers=one).status_code == 401
    assert client.get("/api/v1/points/syrym/status", headers=other).status_code == 200
    book_of(house).set_disabled("client-1", True, by="test", reason="left")
    assert client.get("/api/v1/points/syrym/status", headers=other).status_code == 401


def test_a_key_asks_so_often_and_is_told_when_to_come_again(site):
    client, house = site
    slow = key_of(house, "queue_operator-1", "status", per_min=4)
    told = [client.get("/api/v1/points/syrym/status", headers=slow) for _ in range(2)]
    assert [one.status_code for one in told] == [200, 429]
    assert 0 < int(told[1].headers["retry-after"]) <= 15


def test_the_same_act_with_the_same_key_is_recorded_once(site, headers):
    client, _ = site
    sent = {"towards": "RU", "plate": "101 AAA 02", "country": "KZ"}
    head = headers["queue_operator"] | {"idempotency-key": "act-1"}
    first, second = (
        client.request("POST", "/api/v1/points/syrym/arrive", headers=head, json=sent).json()
        for _ in range(2)
    )
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert first["passage"] == second["passage"]
    (event,) = (one for one in first["recorded"] if one["word"] == "arrived")
    assert event["recorded_by"] == "queue_operator-1"


def test_a_refusal_names_its_rule_in_the_language_asked_for(site, headers):
    client, _ = site
    sent = {"towards": "RU", "plate": "102 AAA 02", "country": "KZ"}
    head = headers["queue_operator"] | {"accept-language": "ru"}
    client.request("POST", "/api/v1/points/syrym/arrive", headers=head, json=sent)
    told = client.request("POST", "/api/v1/points/syrym/arrive", headers=head, json=sent)
    assert told.status_code == 409
    assert told.json()["rule"] == "booking.one"
    assert any("а" <= letter <= "я" for letter in told.json()["title"])


@pytest.mark.parametrize("sent", [{}, {"towards": None}])
def test_a_message_to_nobody_named_is_told_which_directions_there_are(site, headers, sent):
    client, _ = site
    path, head = "/api/v1/points/syrym/message", headers["queue_operator"]
    told = client.request("POST", path, headers=head, json={"prepared": "water", **sent})
    assert told.status_code == 409
    assert told.json()["rule"] == "message.towards"
    assert told.json()["title"] == "It is not said for which direction the message is, or for which truck."
    assert "RU, KZ" in told.text


@pytest.mark.parametrize("name", ["trip", "policy", "qr", "out", "file"])
def test_no_option_names_a_file_of_the_server(site, headers, name):
    assert not [
        verb.name for verb in VERBS if name in {f.name for f in msgspec.structs.fields(body_of(verb))}
    ]
    client, _ = site
    sent = {"towards": "RU", name: "/etc/passwd"}
    told = client.request("POST", "/api/v1/points/syrym/arrive", headers=headers["queue_operator"], json=sent)
    assert told.status_code == 400


@pytest.mark.parametrize("words", ["/etc/passwd", "../keys/vault.key", "a\\b"])
def test_evidence_is_words_and_no_file_of_the_server(site, headers, words):
    client, _ = site
    sent = {"passage": 1, "ground": "breakdown", "evidence": words}
    told = client.request(
        "POST", "/api/v1/points/syrym/exception", headers=headers["queue_operator"], json=sent
    )
    assert told.status_code == 400


def test_the_record_is_read_on_by_its_cursor_to_its_end(site):
    client, house = site
    after, seen = 0, []
    while True:
        page = client.get("/api/v1/events", params={"after": after, "limit": 900}).json()
        seen += [one["position"] for one in page["events"]]
        after = page["position"]
        if not page["has_more"]:
            break
    assert seen == sorted(set(seen))
    assert after == page["head"] == house.ledger.store.head()
    assert len(seen) > 1_000


def test_nobody_stands_in_what_everybody_may_read(site):
    client, house = site
    told = json.dumps(client.get("/api/v1/events", params={"limit": 1000}).json())
    events = list(house.ledger.store.read_all(0, 1000))
    vehicles = {one.body.vehicle for one in events if getattr(one.body, "vehicle", None)}
    assert vehicles
    assert not [one for one in vehicles if one in told]
    for name in ("recorded_by", "vehicle", "driver", "carrier", "sealed", "risk_points", "missing"):
        assert f'"{name}"' not in told
    assert '"selected"' not in told


def test_checks_are_told_to_those_alone_who_may_see_them():
    assert "checks" in RIGHTS
    assert "queue_operator" not in RIGHTS["checks"]


def test_a_window_is_passed_though_nothing_in_it_may_be_told(site):
    _, house = site
    head = house.ledger.store.head()
    page = read_page(house.ledger.store, 0, 5, "taskala", checks=False)
    assert page.events == ()
    assert page.position == min(head, 5_000)


def test_a_stream_sends_what_comes_after_the_last_that_was_seen(site):
    _, house = site

    async def first(after, count):
        found = []
        async for one in event_messages(house, after, None, checks=False):
            if one.id is not None:
                found.append(int(one.id))
            if len(found) == count:
                return found
        return found

    begun = asyncio.run(first(0, 5))
    assert asyncio.run(first(begun[2], 2)) == begun[3:]


def test_a_trip_is_answered_as_the_command_answers_it(site):
    client, _ = site
    trip = {"enters_on": "2026-06-10", "route": ["KZ", "RU"]}
    told = client.request("POST", "/api/v1/check", json=trip, params={"on": "2026-06-09"})
    assert told.status_code == 200
    assert told.json()["on"] == "2026-06-09"
    wrong = client.request("POST", "/api/v1/check", json={"rout": 1})
    assert wrong.status_code == 400
    assert [one["field"] for one in wrong.json()["mistakes"]] == ["rout", "enters_on", "route"]


def test_a_proof_of_place_is_given_and_shows_its_truck(site, headers):
    client, _ = site
    operator = headers["queue_operator"]
    sent = {"towards": "RU", "plate": "103 AAA 02", "country": "KZ"}
    passage = client.request("POST", "/api/v1/points/syrym/arrive", headers=operator, json=sent).json()[
        "passage"
    ]
    given = client.request("POST", "/api/v1/points/syrym/ticket", headers=operator, json={"passage": passage})
    place = client.get(f"/api/v1/places/{given.json()['code']}")
    assert (place.json()["passage"], place.headers["cache-control"]) == (passage, "no-store")
    assert client.get("/api/v1/places/OTKEL1:SYRYM:1:X").status_code == 404


@pytest.mark.parametrize("path", ["certificates", "proofs"])
def test_what_is_no_proof_does_not_hold(site, path):
    client, house = site
    if not (house.ledger.keys / "head.pub").exists():
        make_key(house.ledger.keys)
    told = client.request("POST", f"/api/v1/{path}/check", json={"format": "x"})
    assert (told.status_code, told.json()["holds"]) == (200, False)


@pytest.mark.parametrize("path", ["points/nowhere/status", "events?point=nowhere", "places/x", "nothing"])
def test_what_is_not_there_is_told_to_programs(site, headers, path):
    client, _ = site
    told = client.get(f"/api/v1/{path}", headers=headers["shift_head"])
    assert told.status_code == 404
    assert told.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("scopes", "per_min", "account"), [(["fly"], 10, "customs-1"), ([], 0, "customs-1"), ([], 10, "nobody")]
)
def test_a_key_is_of_an_account_with_scopes_and_a_rate(site, scopes, per_min, account):
    _, house = site
    with pytest.raises(InputError):
        keys.add_key(book_of(house), "wrong", account, scopes, per_min)


def test_a_field_that_is_missing_is_named(site, headers):
    client, _ = site
    told = client.request("POST", "/api/v1/points/syrym/lanes", headers=headers["shift_head"], json={})
    assert told.status_code == 400
    assert "`stage`" in told.json()["detail"]


def test_numbers_are_bounded_as_the_commands_bound_them(site, headers):
    client, _ = site
    sent = {"towards": "RU", "trucks": MOST_NUMBER + 1}
    told = client.request("POST", "/api/v1/points/syrym/strip", headers=headers["shift_head"], json=sent)
    assert told.status_code == 400
