"""What is posted goes to the server that was checked, and takes a few seconds at most."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from maillage.domain.programs import posting
from maillage.domain.programs.posting import check_address, post
from maillage.errors import InputError

NAME = "events.example"
GOOD = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


class Server:
    """A server that keeps the head of each request, and answers with some bytes, slowly or not."""

    def __init__(self, answer: bytes = GOOD, pause: float = 0.0, secure=None) -> None:
        self.answer, self.pause, self.secure = answer, pause, secure
        self.heads: list[str] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.work, daemon=True).start()

    def work(self) -> None:
        while True:
            try:
                line, _from = self.listening.accept()
                line = self.secure.wrap_socket(line, server_side=True) if self.secure else line
            except OSError:
                if self.listening.fileno() < 0:
                    return
                continue
            threading.Thread(target=self.serve, args=(line,), daemon=True).start()

    def serve(self, line: socket.socket) -> None:
        with line:
            self.heads.append(line.recv(65_536).decode())
            for byte in self.answer if self.pause else [0]:
                try:
                    line.sendall(bytes([byte]) if self.pause else self.answer)
                except OSError:
                    return
                time.sleep(self.pause)

    def close(self) -> None:
        self.listening.close()


@pytest.fixture(autouse=True)
def _inside(settings, monkeypatch):
    settings.WEBHOOKS_INSIDE = True
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def serve():
    servers = []

    def begin(*args, **more) -> Server:
        servers.append(Server(*args, **more))
        return servers[-1]

    yield begin
    for each in servers:
        each.close()


def known_as(monkeypatch, *answers: list[str]) -> list[str]:
    """Let the name mean something else each time it is looked up; give the names looked up."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def looked_up(host, port, *args, **more):
        if host != NAME:
            return real(host, port, *args, **more)
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    return asked


def test_a_name_that_means_another_server_after_it_was_checked_leads_nowhere_else(
    serve, monkeypatch
):
    server = serve()
    asked = known_as(monkeypatch, ["127.0.0.1"], ["203.0.113.9"])
    assert post(f"http://{NAME}:{server.port}/in?a=1", b"{}", {"X-Mine": "7"}) == (204, "")
    assert asked == [NAME]
    head = server.heads[0].split("\r\n")
    assert head[0] == "POST /in?a=1 HTTP/1.1"
    assert {f"Host: {NAME}:{server.port}", "X-Mine: 7", "Content-Type: application/json"} <= {*head}


def test_the_next_address_of_a_server_is_tried_where_the_first_does_not_answer(serve, monkeypatch):
    server = serve()
    known_as(monkeypatch, ["127.0.0.2", "127.0.0.1"])
    assert post(f"http://{NAME}:{server.port}/", b"{}", {}) == (204, "")


def test_who_answers_a_byte_at_a_time_is_cut_off(serve, monkeypatch):
    monkeypatch.setattr(posting, "SECONDS", 1.0)
    server = serve(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 500, pause=0.05)
    began = time.monotonic()
    assert post(f"http://127.0.0.1:{server.port}/", b"{}", {}) == (
        None, "No answer within 1 seconds.",
    )  # fmt: skip
    assert time.monotonic() - began < 5


def test_who_takes_a_call_and_says_nothing_is_cut_off(monkeypatch):
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        assert post(url, b"{}", {}) == (None, "No answer within 0 seconds.")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n", (302, "Found")),
        (b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n", (500, "Broken")),
        (b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", (201, "")),
    ],
)
def test_what_came_back_is_told_and_no_redirection_followed(serve, answer, found):
    server = serve(answer)
    assert post(f"http://127.0.0.1:{server.port}/", b"{}", {}) == found
    assert len(server.heads) == 1


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 999999 X\r\n\r\n"])
def test_what_is_no_answer_is_a_problem_and_no_crash(serve, answer):
    status, problem = post(f"http://127.0.0.1:{serve(answer).port}/", b"{}", {})
    assert status is None
    assert problem


def certificate(folder, name: str) -> tuple[str, str]:
    """A certificate of a name, signed by itself, and its key; their files."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    none = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, none))
    return str(files[0]), str(files[1])


@pytest.mark.parametrize(("of", "status"), [(NAME, 204), ("other.example", None)])
def test_a_secure_server_proves_that_it_is_the_one_that_was_named(
    serve, monkeypatch, tmp_path, of, status
):
    files = certificate(tmp_path, of)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(*files)
    monkeypatch.setattr(posting, "trusted", lambda: ssl.create_default_context(cafile=files[0]))
    known_as(monkeypatch, ["127.0.0.1"])
    server = serve(secure=theirs)
    found, problem = post(f"https://{NAME}:{server.port}/", b"{}", {})
    assert found == status
    assert ("certificate" in problem) is (status is None)
    assert len(server.heads) == (status is not None)


def test_where_there_is_a_proxy_it_is_asked(serve, monkeypatch):
    server = serve()
    known_as(monkeypatch, ["127.0.0.1"])
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setattr(posting, "OPENER", posting.urllib.request.build_opener(posting.NoRedirect))
    assert post(f"http://{NAME}:9/in", b"{}", {}) == (204, "")
    assert server.heads[0].startswith(f"POST http://{NAME}:9/in HTTP/1.1")


def test_what_leads_inside_is_not_even_reached(serve, settings):
    settings.WEBHOOKS_INSIDE = False
    server = serve()
    status, problem = post(f"http://127.0.0.1:{server.port}/", b"{}", {})
    assert status is None
    assert "is inside this network." in problem
    assert server.heads == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.com/",
        "javascript:alert(1)",
        "http://",
        "http://user:word@example.com/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http://nowhere.invalid/",
        "http://" + "x" * 300 + ".com/",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(InputError):
        check_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://localhost:8000/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
    ],
)
def test_addresses_inside_the_network_are_refused(url, settings):
    settings.WEBHOOKS_INSIDE = False
    with pytest.raises(InputError, match=r"is inside this network|There is no server"):
        check_address(url)
