"""One question over HTTP, on loopback alone: what is not asked, not followed, and not taken."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from otkel.app.fetching import asking
from otkel.app.fetching.asking import NotAnswered, ask
from tests.app.fetching.host import TABLE, Host, hosting


@pytest.fixture
def host() -> Iterator[Host]:
    with hosting() as made:
        yield made


def get(host: Host, **more: str) -> bytes:
    return ask(host.url, more, own_network=True).body


def refusal(url: str, *, own_network: bool = True, whole_s: float = 20.0) -> str:
    with pytest.raises(NotAnswered) as wrong:
        ask(url, {}, own_network=own_network, whole_s=whole_s)
    return wrong.value.what.text


def test_a_page_with_the_headers_that_were_given(host: Host) -> None:
    assert get(host, Authorization="Bearer x") == TABLE
    ((path, headers),) = host.asked
    assert (path, headers["authorization"], headers["accept-encoding"]) == ("/feed", "Bearer x", "identity")
    assert headers["user-agent"].startswith("otkel/")


def test_a_private_address_is_not_asked_unless_it_is_said(host: Host) -> None:
    assert "private network" in refusal(host.url, own_network=False)
    assert "private network" in refusal(f"http://localhost:{host.server_port}/", own_network=False)
    assert host.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "::1",
        "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "224.0.0.1", "100.64.0.1", "no address",
    ],
)  # fmt: skip
def test_what_is_no_public_address(address: str) -> None:
    assert not asking._is_public(address)


def test_public_addresses() -> None:
    assert all(map(asking._is_public, ("8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8")))


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere the second time it is looked up leads nowhere."""
    looked_up = []

    def look_up(name: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        looked_up.append(name)
        address = "8.8.8.8" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, port))]

    connected = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(asking.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(asking.socket, "create_connection", connect)
    refusal("http://rebound.example/", own_network=False)
    assert (looked_up, connected) == (["rebound.example"], [("8.8.8.8", 80)])


@pytest.mark.parametrize(
    "target",
    ["http://localhost:{port}/x", "http://127.0.0.1:1/x", "ftp://127.0.0.1/x", "//other.example/x",
     "file:///etc/passwd", "http://127.0.0.1:99999/"],
)  # fmt: skip
def test_another_host_is_not_followed(host: Host, target: str) -> None:
    host.status, host.headers = 302, {"Location": target.format(port=host.server_port)}
    assert "another host" in refusal(host.url)
    assert len(host.asked) == 1


def test_the_same_host_is_followed_and_not_for_ever(host: Host) -> None:
    host.status, host.headers = 301, {"Location": "/elsewhere"}
    assert "from one address to the next" in refusal(host.url)
    assert [path for path, _ in host.asked] == ["/feed", "/elsewhere", "/elsewhere", "/elsewhere"]


def test_a_page_that_is_too_large_is_not_read_to_its_end(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 1000)
    host.body = b"x" * 5_000_000
    for host.honest in (True, False):
        assert "more than" in refusal(host.url)


def test_a_page_that_is_cut_off_or_packed_is_not_taken(host: Host) -> None:
    host.headers = {"Content-Length": str(len(TABLE) + 5)}
    assert refusal(host.url) in ("its page was cut off", "it cannot be reached ({reason})")
    host.headers = {"Content-Encoding": "gzip"}
    assert "packed" in refusal(host.url)


def test_who_sends_a_byte_now_and_then_is_cut_off(host: Host) -> None:
    host.pause_s = 0.02
    began_s = time.monotonic()
    assert refusal(host.url, whole_s=0.5) == "it did not answer in time"
    assert time.monotonic() - began_s < 10


def test_nobody_there_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "cannot be reached" in refusal(f"http://127.0.0.1:{port}/")
    assert "not known" in refusal("http://no-such-host.invalid/")


def test_another_status_is_given_without_its_page(host: Host) -> None:
    host.status, host.headers = 503, {"Retry-After": "120"}
    answer = ask(host.url, {}, own_network=True)
    assert (answer.status, answer.headers["retry-after"], answer.body) == (503, "120", b"")


# -- https --------------------------------------------------------------------------------------


def certificate(folder: Path, name: str = "127.0.0.1") -> Path:
    """Make a certificate that nobody has signed but itself; gives the file of it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


def secured(host: Host, file: Path) -> str:
    """Let a host speak https; gives its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    host.socket = context.wrap_socket(host.socket, server_side=True)
    return host.url.replace("http:", "https:")


def trusting(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    context = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr(asking.ssl, "create_default_context", lambda: context)


def test_a_certificate_that_nobody_vouches_for_is_refused(host: Host, tmp_path: Path) -> None:
    url = secured(host, certificate(tmp_path))
    with pytest.raises(NotAnswered) as wrong:
        ask(url, {}, own_network=True)
    assert wrong.value.what.values == {"reason": "SSLCertVerificationError"}
    assert host.asked == []


def test_https_with_a_certificate_of_its_name_alone(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path)
    url = secured(host, file)
    trusting(monkeypatch, file)
    assert ask(url, {}, own_network=True).body == TABLE
    assert "cannot be reached" in refusal(url.replace("127.0.0.1", "localhost"))


def test_https_is_never_left_for_http(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = certificate(tmp_path)
    host.status, host.headers = 302, {"Location": host.url}
    url = secured(host, file)
    trusting(monkeypatch, file)
    assert "another host" in refusal(url)
