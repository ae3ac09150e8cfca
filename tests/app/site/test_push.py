"""A call by push: which addresses are taken, who is called and when, and what is forgotten."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from otkel.app.site import push
from otkel.app.site.push import calling_of, message, read_address, send_push
from otkel.app.site.truck.holder import holders_of
from otkel.errors import InputError
from otkel.facts.people import Language
from otkel.ledger.pushes import Address
from tests.web.site import opened_site
from tests.web.trucks import Post

ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def browser_keys():
    private = ec.generate_private_key(ec.SECP256R1())
    form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    return private, {"p256dh": encoded(private.public_key().public_bytes(*form)), "auth": encoded(b"a" * 16)}


def body(endpoint=ENDPOINT, **keys):
    return json.dumps(
        {"endpoint": endpoint, "expirationTime": None, "keys": browser_keys()[1] | keys}
    ).encode()


@pytest.mark.parametrize(
    "endpoint",
    [
        ENDPOINT,
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://web.push.apple.com/QGuQ",
        "https://wns2-par02p.notify.windows.com/w/?token=BQY",
    ],
)
def test_addresses_of_known_push_services_are_taken(endpoint):
    found = read_address(body(endpoint), Language.KK)
    assert (found.endpoint, found.language) == (endpoint, "kk")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://localhost/x", "https://[::1]/x",
        "https://fcm.googleapis.com.evil.example/x", "https://evilfcm.googleapis.com/x",
        "https://fcm.googleapis.com@127.0.0.1/x", "https://user:pw@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x", "https://127.0.0.1\\@fcm.googleapis.com/x",
        "https://fcm.googleapis.com\t.evil.example/x", "https://notify.windows.com/x",
        "https://xnotify.windows.com/x", "file:///etc/passwd", "gopher://fcm.googleapis.com/x", "",
        "x" * 2000,
        ENDPOINT + "x" * 1000, "https://fcm.googleapis.com/ x", "https://fcm.googleapis.com/#x",
        "https://169.254.169.254/latest/meta-data", "https://ｆcm.googleapis.com/x",
    ],
)  # fmt: skip
def test_no_other_host_is_ever_asked(endpoint):
    with pytest.raises(InputError):
        read_address(body(endpoint), Language.EN)


@pytest.mark.parametrize(
    "given",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"{}", b'{"endpoint": 5}', body(p256dh="AAAA"),
        body(auth="AAAA"), body(p256dh="*" * 87), body(p256dh=encoded(b"\x02" + b"a" * 64)),
        body() + b" " * 5000,
        body(auth=None),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_what_to_do(given):
    with pytest.raises(InputError) as error:
        read_address(given, Language.EN)
    assert "notifications" in error.value.mistakes[0].do.text


class Service:
    """A push service that answers what it is told to, and keeps what it was sent."""

    def __init__(self):
        self.status, self.sent = 201, []

    def __call__(self, address, text, ttl_s):
        self.sent.append((address, json.loads(text), ttl_s))
        return self.status


@pytest.fixture
def post(tmp_path):
    with opened_site(tmp_path) as (_, house):
        made = Post(house)
        made.passages = [made.come(40), made.come(30)]
        made.holders = [holders_of(house).find(made.ticket(one, 20).code) for one in made.passages]
        made.service, made.calling = Service(), calling_of(house)
        made.calling.begin(made.service)
        yield made


def held(post):
    return [one.passage for one in post.calling.pushes.list_held()]


def test_who_is_called_is_told_once_and_nobody_else(post):
    for one in post.holders:
        post.calling.put(one, body(), Language.RU)
    post.calling.work()
    assert post.service.sent == []
    post.ask("call", 0, towards="RU", trucks=1)
    post.calling.work()
    post.calling.work()
    ((address, told, ttl_s),) = post.service.sent
    assert address.endpoint == ENDPOINT
    assert set(told) == {"title", "body"}
    assert 60 <= ttl_s <= 3 * 3600


def test_what_is_told_names_neither_truck_nor_code(post):
    post.calling.put(post.holders[0], body(), Language.EN)
    post.ask("call", 0, towards="RU", trucks=1)
    post.calling.work()
    ((_, told, _),) = post.service.sent
    text = json.dumps(told)
    assert told["title"] == "Drive to the post now"
    assert "Syrym" in told["body"]
    assert "ABC" not in text
    assert "OTKEL1" not in text
    assert str(post.passages[0]) not in text
    assert len(text) < 500


def test_when_the_passage_ends_the_address_is_gone(post):
    for one in post.holders:
        post.calling.put(one, body(), Language.EN)
    post.ask("leave", 0, passage=post.passages[0], way="gave_up")
    post.calling.work()
    assert held(post) == [post.passages[1]]


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_is_over_is_forgotten(post, status):
    post.service.status = status
    post.calling.put(post.holders[0], body(), Language.EN)
    post.ask("call", 0, towards="RU", trucks=1)
    post.calling.work()
    assert held(post) == []


def test_a_service_that_fails_is_tried_again_and_not_for_ever(post, monkeypatch):
    monkeypatch.setattr(push, "AGAIN_S", 0.0)
    post.service.status = 503
    post.calling.put(post.holders[0], body(), Language.EN)
    post.ask("call", 0, towards="RU", trucks=1)
    for _ in range(10):
        post.calling.work()
    assert len(post.service.sent) == push.TRIES
    assert held(post) == [post.passages[0]]


def test_between_two_tries_time_passes(post):
    post.service.status = 0
    post.calling.put(post.holders[0], body(), Language.EN)
    post.ask("call", 0, towards="RU", trucks=1)
    for _ in range(5):
        post.calling.work()
    assert len(post.service.sent) == 1


def test_who_takes_his_address_back_is_not_called(post):
    given = body()
    post.calling.put(post.holders[0], given, Language.EN)
    post.calling.remove(post.holders[0], given, Language.EN)
    post.ask("call", 0, towards="RU", trucks=1)
    post.calling.work()
    assert (post.service.sent, held(post)) == ([], [])


def test_who_was_forgotten_is_not_called(post):
    post.calling.put(post.holders[0], body(), Language.EN)
    post.ask("call", 0, towards="RU", trucks=1)
    post.house.ledger.vehicles.vault.forget(post.holders[0].vehicle)
    post.calling.work()
    assert (post.service.sent, held(post)) == ([], [])


@pytest.mark.parametrize(
    "contact", ["", "post@example.kz", "javascript:alert(1)", "mailto:a\nb", "https://" + "x" * 300]
)
def test_push_services_must_know_whom_to_ask(post, contact):
    with pytest.raises(InputError), push.calling_by_push(post.house, contact, lambda _: None):
        pass


# -- over the line ------------------------------------------------------------------------------


@pytest.fixture
def service():
    """A push service on this machine: keeps what it is asked, and answers by what stands in the path."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(
                (self.path, dict(self.headers), self.rfile.read(int(self.headers["content-length"])))
            )
            status = int(self.path.rpartition("/")[2])
            self.send_response(status)
            if status == 302:
                self.send_header("location", "/elsewhere/201")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("path", "status"), [("201", 201), ("410", 410), ("503", 503), ("302", 0)])
def test_what_goes_out_is_encrypted_signed_and_follows_no_redirect(service, path, status):
    address, asked = service
    _, keys = browser_keys()
    to = Address(endpoint=f"{address}/{path}", language="en", **keys)
    text = message("syrym", None, to)
    assert send_push(to, text, 600, b"\x07" * 32, "mailto:post@example.kz") == status
    ((_, headers, sent),) = asked
    headers = {name.lower(): value for name, value in headers.items()}
    assert headers["ttl"] == "600"
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].startswith("vapid ")
    assert b"Drive" not in sent


def test_a_service_that_cannot_be_reached_is_no_crash():
    to = Address(endpoint="http://127.0.0.1:9/x", language="en", **browser_keys()[1])
    assert send_push(to, b"{}", 60, b"\x07" * 32, "mailto:post@example.kz") == 0
