"""Webhooks: signed, tried again, kept over a restart, given up in the end, and never into the own network."""

import hmac
import json
import socket
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from otkel.app.accounts.keys import add_key
from otkel.app.crossing.reading import Envelope, get_verb, read_typed
from otkel.app.site.accounts import book_of
from otkel.app.site.api import posting, webhooks
from otkel.app.site.api.webhooks import Sender, sender_of, sending
from otkel.app.site.house import ignore, opened_house
from otkel.errors import InputError
from otkel.facts.people import Language
from tests.web.site import add_account, opened_site

S = 1_000_000


@pytest.fixture
def heard():
    """Give a server of a program: what it was sent, and with which statuses it answers, the last for ever."""
    messages, statuses = [], [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            messages.append((self.headers["otkel-signature"], body))
            self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.messages, server.statuses = messages, statuses
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(tmp_path):
    with opened_site(tmp_path) as (client, house):
        yield client, house


@pytest.fixture
def clock(monkeypatch):
    at = [1_800_000_000 * S]
    monkeypatch.setattr(webhooks, "now_us", lambda: at[0])
    return at


def happen(house, what="rule_changed"):
    given = {"what": what, "source": "test", "from": datetime.now(UTC).isoformat()}
    verb = get_verb("world")
    typed = read_typed(verb, given, "UTC", Envelope(by="test"), shell=False)
    return house.ask("syrym", typed, Language.EN)


def test_what_happens_is_sent_once_and_signed(site, heard, clock):
    _, house = site
    sender = Sender(house, private=True)
    secret = bytes.fromhex(sender.add("yard", "a", heard.url, [], ""))
    happen(house)
    sender.send_due()
    sender.send_due()
    ((signature, body),) = heard.messages
    at_s, _, digest = signature.removeprefix("t=").partition(",v1=")
    assert digest == hmac.digest(secret, at_s.encode() + b"." + body, "sha256").hex()
    assert at_s == "1800000000"
    (event,) = json.loads(body)["events"]
    assert (event["word"], event["point"]) == ("world_event", "syrym")


def test_what_was_not_asked_for_is_passed_by(site, heard, clock):
    _, house = site
    sender = Sender(house, private=True)
    sender.add("yard", "a", heard.url, ["called"], "")
    sender.add("other", "a", heard.url, [], "taskala")
    happen(house)
    sender.send_due()
    assert heard.messages == []
    assert {one.position for one in sender.kept.list_all()} == {house.ledger.store.head()}


def test_what_was_not_taken_is_tried_again_after_longer_and_longer(site, heard, clock):
    _, house = site
    heard.statuses[:] = [500, 302, 404, 204]
    sender = Sender(house, private=True)
    sender.add("yard", "a", heard.url, [], "")
    happen(house)
    for wait_s, said in ((5, "status_500"), (10, "status_302"), (20, "status_404")):
        sender.send_due()
        (kept,) = sender.kept.list_all()
        assert (kept.next_us - clock[0], kept.said) == (wait_s * S, said)
        count = len(heard.messages)
        clock[0] += wait_s * S - 1
        sender.send_due()
        assert len(heard.messages) == count
        clock[0] += 1
    sender.send_due()
    (kept,) = sender.kept.list_all()
    assert (kept.failures, kept.position) == (0, house.ledger.store.head())
    assert len({body for _, body in heard.messages}) == 1


def test_it_goes_on_where_it_was_after_a_restart(tmp_path, heard, clock):
    db = f"sqlite:///{tmp_path}/ledger.db"
    heard.statuses[:] = [500, 200]
    with opened_house(db) as house:
        sender = Sender(house, private=True)
        sender.add("yard", "a", heard.url, [], "")
        happen(house)
        sender.send_due()
    clock[0] += 60 * S
    with opened_house(db) as house:
        Sender(house, private=True).send_due()
    assert len(heard.messages) == 2
    assert heard.messages[0][1] == heard.messages[1][1]


def test_it_is_given_up_in_the_end_and_told(site, clock):
    _, house = site
    sender = Sender(house, private=True)
    sender.add("yard", "a", "http://127.0.0.1:9/", [], "")  # nobody listens there
    happen(house)
    told = []
    for _ in range(webhooks.TRIES):
        told += sender.send_due()
        clock[0] += 3600 * S
    (kept,) = sender.kept.list_all()
    assert (kept.given_up, kept.said, [one.name for one in told]) == (True, "connection", ["yard"])
    assert sender.send_due() == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://user@example.org/", "https://example.org:8443/", "file:///etc/passwd",
        "https://", "https://exa mple.org/", "https://пример.рф/", "https://example.org:x/", "//example.org",
        "https://example.org/" + "x" * 500, "https://example.org/\r\nhost: x",
    ],
)  # fmt: skip
def test_such_an_address_is_refused(site, url):
    _, house = site
    with pytest.raises(InputError):
        Sender(house).add("yard", "a", url, [], "")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "224.0.0.1", "255.255.255.255", "64:ff9b::a00:1",
        "2002:a00:1::1", "2001:0:a00:1::1", "::", "::10.0.0.1", "nothing",
    ],
)  # fmt: skip
def test_a_name_that_leads_into_the_own_network_is_never_asked(monkeypatch, address):
    asked = []
    found = [(0, 0, 0, "", (one, 443)) for one in ("8.8.8.8", address)]
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(posting, "_post", lambda *given: asked.append(given) or 200)
    assert posting.post_json("https://example.org/", b"{}", {}, private=False) == "private"
    assert asked == []


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    asked = []
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("8.8.8.8", 443))])
    monkeypatch.setattr(posting, "_post", lambda *given: asked.append(given[:4]) or 200)
    assert posting.post_json("https://example.org/a?b=1", b"{}", {}, private=False) == ""
    assert asked == [("https", "example.org", 443, "8.8.8.8")]


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_name_that_leads_into_the_open_network_is_asked(monkeypatch, address):
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 443))])
    monkeypatch.setattr(posting, "_post", lambda *_: 200)
    assert posting.post_json("https://example.org/", b"{}", {}, private=False) == ""


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere(monkeypatch, heard):
    said = iter(["127.0.0.1", "10.255.255.1", "10.255.255.1"])
    real = posting.socket.getaddrinfo

    def look_up(host, port, *rest, **more):
        return real(next(said) if host == "yard.example" else host, port, *rest, **more)

    monkeypatch.setattr(posting.socket, "getaddrinfo", look_up)
    url = heard.url.replace("127.0.0.1", "yard.example")
    assert posting.post_json(url, b"{}", {"otkel-signature": "x"}, private=True) == ""
    assert heard.messages == [("x", b"{}")]


def test_who_answers_letter_by_letter_is_cut_off(monkeypatch):
    monkeypatch.setattr(posting, "WHOLE_S", 0.5)
    over = threading.Event()

    def drip(server):
        line, _ = server.accept()
        with line:
            while not over.wait(0.05):
                try:
                    line.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        begun_s = time.monotonic()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert posting.post_json(url, b"{}", {}, private=True) == "connection"
        assert time.monotonic() - begun_s < 5
        over.set()
        thread.join()


def test_the_secret_stands_nowhere_in_plain(site, tmp_path):
    _, house = site
    secret = sender_of(house).add("yard", "a", "https://example.org/", [], "")
    stored = b"".join(one.read_bytes() for one in tmp_path.rglob("*.db*") if one.is_file())
    assert bytes.fromhex(secret) not in stored
    assert secret.encode() not in stored


def test_a_key_names_sees_and_removes_its_own_and_nobody_elses(site):
    client, house = site
    heads = {}
    for name in ("one", "two"):
        add_account(house, name, "queue_operator.kz")
        key = add_key(book_of(house), name, name, ["webhooks"])
        heads[name] = {"authorization": f"Bearer {key}"}
    sent = {"name": "yard", "url": "https://example.org/", "words": ["called"], "point": "syrym"}
    made = client.request("POST", "/api/v1/webhooks", headers=heads["one"], json=sent)
    assert (made.status_code, len(made.json()["secret"])) == (201, 64)
    assert client.request("POST", "/api/v1/webhooks", headers=heads["two"], json=sent).status_code == 400
    assert [one["name"] for one in client.get("/api/v1/webhooks", headers=heads["one"]).json()] == ["yard"]
    assert client.get("/api/v1/webhooks", headers=heads["two"]).json() == []
    assert client.delete("/api/v1/webhooks/yard", headers=heads["two"]).status_code == 404
    assert client.delete("/api/v1/webhooks/yard", headers=heads["one"]).status_code == 204
    assert client.get("/api/v1/webhooks").status_code == 401


@pytest.mark.parametrize(
    "changed", [{"url": "http://127.0.0.1/"}, {"words": ["nothing"]}, {"name": "A B"}, {"x": 1}]
)
def test_what_is_no_webhook_is_refused(site, changed):
    client, house = site
    add_account(house, "one", "queue_operator.kz")
    head = {"authorization": "Bearer " + add_key(book_of(house), "one", "one", ["webhooks"])}
    sent = {"name": "yard", "url": "https://example.org/"} | changed
    assert client.request("POST", "/api/v1/webhooks", headers=head, json=sent).status_code == 400


def test_one_account_has_so_many_and_no_more(site, monkeypatch):
    _, house = site
    monkeypatch.setattr(webhooks, "MOST_OF_ONE", 2)
    sender = Sender(house)
    for name in ("a", "b"):
        sender.add(name, "one", "https://example.org/", [], "")
    with pytest.raises(InputError):
        sender.add("c", "one", "https://example.org/", [], "")


def test_a_running_site_sends_by_itself(site, heard):
    _, house = site
    pause = threading.Event()
    with sending(house, ignore, private=True):
        sender_of(house).add("yard", "a", heard.url, [], "")
        happen(house)
        for _ in range(100):
            if heard.messages or pause.wait(0.1):
                break
    assert len(heard.messages) == 1
