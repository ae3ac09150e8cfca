"""The site as somebody reads it who means it ill: odd addresses, bodies and headers. Nothing gives way."""

import asyncio
import gzip
import json
import logging
import re

import pytest
from litestar.testing import TestClient

from otkel.app.accounts.keys import add_key
from otkel.app.rights import RIGHTS, ROLES
from otkel.app.site.accounts import book_of
from otkel.web import front, routes_incident
from otkel.web.admission import MOST_FIELDS, MOST_FORM, MOST_QUERY
from otkel.web.asgi import make_app
from otkel.web.front import hurried
from otkel.web.headers import HEADERS
from tests.web.site import add_account, opened_site, sign_in, token
from tests.web.site import post as send

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}
TRIP = {"enters_on": "2026-08-14"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("site"), demo=True) as (client, house):
        add_account(house, "all-1", *(f"{role}.{state}" for role in ROLES for state in ("kz", "ru")))
        yield client, house


@pytest.fixture(scope="module")
def client(site):
    return site[0]


@pytest.fixture(scope="module")
def key(site):
    return {"authorization": "Bearer " + add_key(book_of(site[1]), "all", "all-1", tuple(RIGHTS), 60_000)}


ANSWERS = [
    ("GET", "/", 302), ("GET", "/en", 200), ("GET", "/en/sign-in", 200), ("GET", "/en/desk", 303),
    ("GET", "/en/nowhere", 404), ("PUT", "/en", 405), ("GET", "/en?" + "a" * (MOST_QUERY + 1), 414),
    ("POST", "/en/check", 403), ("GET", "/static/otkel.css", 200), ("GET", "/static/nothing", 404),
    ("GET", "/sw.js", 200), ("GET", "/health", 200), ("GET", "/en/fleet/template", 200),
    ("GET", "/en/check/template", 200), ("GET", "/feeds/board.json", 200), ("GET", "/feeds/board.csv", 200),
    ("GET", "/feeds/datex.xml", 200), ("GET", "/feeds/nothing", 404), ("GET", "/api/v1/points", 200),
    ("GET", "/api/v1/nothing", 404), ("GET", "/api/v1/points/syrym/status", 401),
    ("POST", "/api/v1/check", 400), ("GET", "/api/v1/openapi.json", 200), ("OPTIONS", "/en", 204),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_is_guarded_and_says_each_thing_once(client, method, path, status):
    answer = client.request(method, path, follow_redirects=False)
    assert answer.status_code == status
    names = [name for name, _ in answer.headers.multi_items()]
    assert len(names) == len(set(names))
    assert set(HEADERS) <= set(names)
    assert answer.headers.get("content-type", "").count("charset") <= 1


@pytest.mark.parametrize(("what", "kind"), [("pdf", "application/pdf"), ("json", "application/json")])
def test_what_is_saved_is_guarded_too(client, what, kind):
    answer = client.post(f"/en/check/{what}", data=TRIP | {"route.0": "KZ", "route.1": "RU"})
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/", "/en", "/en/sign-in", "/health", "/static/otkel.css", "/feeds/board.csv", "/api/v1/points",
             "/en/nowhere", "/api/v1/points/syrym/status"]
)  # fmt: skip
def test_head_is_answered_as_get_without_the_body(client, path):
    whole = client.get(path, follow_redirects=False)
    head = client.head(path, follow_redirects=False)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert set(head.headers) == set(whole.headers)


def test_head_of_a_stream_does_not_begin_it(client):
    assert client.head("/en/live").status_code == 405


ODD = [
    "/en%00", "/en/%00", "/%00", "/static/%00", "/static/otkel.css%00", "/static/%00/../asgi.py",
    "/static/..%2f..%2fasgi.py", "/static/%2e%2e/asgi.py", "/static/..%5c..%5casgi.py", "/static//etc/passwd",
    "/static/%2fetc%2fpasswd", "/feeds/..%2f..%2fetc%2fpasswd", "/feeds/%00", "/en/check/example/..%2f..%2fa",
    "/en/check/example/%2fetc%2fpasswd", "/en/point/%00", "/en/point/%ff%fe", "/en/truck/%00",
    "/en/truck/..%2f..", "/en/truck/%ed%a0%80/proof", "/en/report/told/%00", "/en/replay?log=..%2f..%2fetc",
    "/en/replay?log=%00", "/en/replay/syrym/%00", "/en/replay/syrym?on=%00", "/en?sort=%00", "/en?sort=%ff",
    "/en/report?point=%00", "/en/truck?code=%00", "/en/truck?code=OTKEL1:%0d%0aSet-Cookie:x", "//en",
    "//example.org/en", "/en//example.org", "/en/desk/%00", "/en/desk/syrym/%00", "/en/sign-in?next=%00",
    "/api/v1/points/%00/status", "/api/v1/events?point=%00", "/api/v1/events?after=%00",
    "/api/v1/events?after=-1", "/api/v1/events?after=1e99", "/api/v1/events?after=" + "9" * 400,
    "/api/v1/events?limit=0", "/api/v1/events?after=1&after=x", "/api/v1/places/%00", "/api/v1/places/%ff",
    "/api/v1/webhooks/%00", "/" + "a" * 20_000, "/%F0%9F%9A%9B", "/en;x", "/en/.git/config", "/.env",
]  # fmt: skip


@pytest.mark.parametrize("signed", [False, True])
def test_no_address_breaks_the_site_or_leads_out_of_its_folders(site, key, signed):
    client, _ = site
    if signed:
        sign_in(client, "all-1")
    try:
        for path in ODD:
            answer = client.get(path, headers=key if "/api/" in path else {}, follow_redirects=False)
            assert answer.status_code < 500, path
            assert "root:" not in answer.text, path
            assert "make_app" not in answer.text, path
            assert "x" not in answer.headers.get("set-cookie", "")[:10], path
            led = answer.headers.get("location", "/")
            assert re.match(r"/(?![/\\])", led), path
    finally:
        client.cookies.clear()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:81", "evil.example/..", "[::1]", ""])
def test_no_name_that_the_asker_says_comes_back(client, host):
    said = {"host": host, "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    for path in ("/", "/en", "/en/desk", "/en/sign-in", "/en/nowhere", "/api/v1/openapi.json", "/static"):
        answer = client.get(path, headers=said, follow_redirects=False)
        assert answer.status_code < 500
        assert "evil" not in answer.text + str(answer.headers)


def test_no_other_site_may_read_what_the_api_answers(client):
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for method in ("GET", "OPTIONS"):
        answer = client.request(method, "/api/v1/points", headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("ranges", ["bytes=0-9", "bytes=9-1", "bytes=" + "0-0," * 2_000, "bytes=-"])
def test_a_part_that_is_asked_for_is_answered_with_the_whole(client, ranges):
    whole = client.get("/static/otkel.css")
    answer = client.get("/static/otkel.css", headers={"range": ranges})
    assert (answer.status_code, answer.content) == (200, whole.content)


@pytest.mark.parametrize("path", ["check", "certificates/check", "proofs/check", "webhooks",
                                  "points/syrym/arrive", "points/syrym/tick"])  # fmt: skip
@pytest.mark.parametrize(
    "body", [b'{"a":' * 20_000, b'{"a":' + b"[" * 100_000, b'{"a":"\\ud800"}', b'{"a":"\xff"}', b"[]", b"",
             b'{"a":' + b"9" * 100_000 + b"}", b"\0", b'{"a":1', b"null", b'\xef\xbb\xbf{"a":1}',
             gzip.compress(b'{"a":1}', mtime=0)]
)  # fmt: skip
def test_no_body_breaks_the_api(client, key, path, body):
    answer = client.request("POST", f"/api/v1/{path}", content=body, headers=key | JSON)
    assert answer.status_code == (413 if path == "webhooks" and len(body) > 20_000 else 400)
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_is_sent_compressed_is_not_unpacked(client):
    bomb = gzip.compress(b'{"enters_on":"' + b"x" * 50_000_000 + b'"}', mtime=0)
    answer = client.request(
        "POST", "/api/v1/check", content=bomb, headers=JSON | {"content-encoding": "gzip"}
    )
    assert answer.status_code == 400


def parts(count, *, files=False):
    name = '; filename="a"' if files else ""
    one = f'--b\r\nContent-Disposition: form-data; name="a"{name}\r\n\r\nx\r\n'
    return (one * count + "--b--\r\n").encode()


PLACES = ["/en/sign-in", "/en/check", "/en/check/file", "/en/check/pdf", "/en/days", "/en/fleet",
          "/en/fleet/table", "/en/report", "/en/report/incident"]  # fmt: skip


@pytest.mark.parametrize("path", PLACES)
def test_a_form_of_too_much_is_refused_before_it_is_taken_apart(client, path):
    head = FORM | {"x-csrf-token": token(client)}
    many, large = b"a&" * MOST_FIELDS, b"a=" + b"x" * MOST_FORM
    for body in (many, large):
        assert client.request("POST", path, content=body, headers=head).status_code == 413
    head["content-type"] = "multipart/form-data; boundary=b"
    for body in (parts(5_000), parts(5_000, files=True)):
        assert client.request("POST", path, content=body, headers=head).status_code in (400, 401, 413)


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM["content-type"], b"name=%00&point=%00&enters_on=%00&trucks=%00&password=%00&next=%00"),
        (FORM["content-type"], b"name=%ff&point=%ed%a0%80&enters_on=%ff"),
        (FORM["content-type"] + "; charset=utf-7", b"name=+ADw-script+AD4-"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=" + "b" * 5_000, b"x"),
        ("multipart/form-data; boundary=b; charset=nonsense", parts(2)),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="\0"\r\n\r\nx'),
        ("multipart/form-data; boundary=b", b"--b\r\n" + b"X: " + b"y" * 90_000 + b"\r\n\r\nx\r\n--b--\r\n"),
        ("text/plain", b"\0"), ("", b""), ("\x7f", b"a=1"),
    ],
)  # fmt: skip
def test_no_form_breaks_a_page(client, path, kind, body):
    head = {"content-type": kind, "x-csrf-token": token(client)}
    answer = client.request("POST", path, content=body, headers=head)
    assert answer.status_code in (400, 401, 413, 429)
    assert "<script>" not in answer.text.replace('<script src="', "")


LORRY = "\N{ARTICULATED LORRY}"
PLATES = ["\u202e660 CTA 07", "660\u200bCTA\u200d07", "６６０ＣＴＡ０７", "660 СТА 07", LORRY,
          "'; DROP TABLE events;--", "=cmd|'/C calc'!A0", "<script>alert(1)</script>", "a" * 5_000,
          "e\u0301" * 200, "\r\nSet-Cookie: x", "\x00", "\x7f", "𝟞𝟞𝟘 CTA 07",
          " ", ""]  # fmt: skip


@pytest.mark.parametrize("plate", PLATES)
def test_no_plate_breaks_the_queue_or_the_desk(site, key, plate):
    client, _ = site
    sent = {"towards": "RU", "plate": plate, "country": "KZ"}
    came = client.request("POST", "/api/v1/points/syrym/arrive", headers=key, json=sent)
    assert came.status_code in (200, 400, 409)
    sign_in(client, "all-1")
    found = client.get("/en/desk/syrym", params={"towards": "RU", "find": plate, "plate": plate[:500]})
    assert found.status_code in (200, 400, 404, 414)
    assert "<script>alert" not in found.text
    client.cookies.clear()


def test_a_page_with_a_token_is_for_one_reader_alone(client):
    assert client.get("/en/sign-in").headers["cache-control"] == "private, no-cache"
    assert client.get("/en").headers["cache-control"] == "no-cache"


def test_behind_tls_signing_out_takes_the_cookie_away(site):
    _, house = site
    with TestClient(make_app(house), base_url="https://testserver.local") as browser:
        sign_in(browser, "all-1")
        answer = send(browser, "/en/sign-out")
    (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-otkel=")]
    assert {"Secure", "HttpOnly", "Path=/", "Max-Age=0"} <= {one.strip() for one in cookie.split(";")}


def test_no_secret_and_no_line_of_the_asker_is_written_into_the_log(site, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError(PLATES[3])

    monkeypatch.setattr(routes_incident.incidents, "look", broken)
    client = TestClient(site[0].app, raise_server_exceptions=False)
    with caplog.at_level(logging.DEBUG, "otkel"):
        assert client.get("/en/report/told/geheim%0AERROR%20forged").status_code == 500
    told = "".join(one.getMessage() for one in caplog.records if one.name.startswith("otkel"))
    assert "RuntimeError" in told
    assert "/report/told/{token}" in told
    assert not [word for word in ("geheim", "forged", PLATES[3]) if word in told]


class Held:
    """A body that comes in pieces, and from some piece on comes no more."""

    def __init__(self, *pieces, ends=False):
        self._left = [
            {"type": "http.request", "body": one, "more_body": not ends or at < len(pieces) - 1}
            for at, one in enumerate(pieces)
        ]

    async def __call__(self):
        if not self._left:
            await asyncio.sleep(3_600)
        return self._left.pop(0)


def asked(app, path, receive):
    """Ask as a server does; gives the status and the headers."""
    said = []

    async def hear(message):
        said.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "state": {},
        "headers": [(b"content-type", b"application/json"), (b"host", b"localhost")],
        "client": ("127.0.0.9", 1), "server": ("localhost", 80),
    }  # fmt: skip
    asyncio.run(app(scope, receive, hear))
    return said[0]["status"], dict(said[0]["headers"]), said[1]["body"]


def test_who_holds_a_body_back_is_let_go(site, monkeypatch):
    monkeypatch.setattr(front, "GRACE_S", 0.2)
    status, headers, body = asked(site[0].app, "/api/v1/check", Held(b'{"a":', b"1"))
    assert (status, headers[b"connection"], json.loads(body)["status"]) == (408, b"close", 408)


def test_a_body_that_comes_slowly_but_comes_is_read(monkeypatch):
    monkeypatch.setattr(front, "GRACE_S", 0.05)
    monkeypatch.setattr(front, "LEAST_BYTES_PER_S", 10)

    async def read():
        pieces = Held(b"x" * 50, b"x", ends=True)

        async def slow():
            await asyncio.sleep(0.03)
            return await pieces()

        receive, read = hurried(slow), []
        for _ in range(2):
            read.append(await receive())
        return read

    assert [one["more_body"] for one in asyncio.run(read())] == [True, False]


def test_after_a_body_one_may_wait_for_ever(monkeypatch):
    monkeypatch.setattr(front, "GRACE_S", 0.05)

    async def wait():
        receive = hurried(Held(b"", ends=True))
        await receive()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(receive(), 0.2)  # of this test, and no 408

    asyncio.run(wait())
