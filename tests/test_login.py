"""A release on a server that asks who one is: read and pushed with a password that nobody else sees."""

import pickle
import re
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from hashlib import new
from itertools import count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "cli"))
sys.path.insert(0, str(Path(__file__).parent / "linking"))

from console import Ran, run
from endpoints import Reply, oxigraph
from interference import Fault, Proxy, Request, between

import amazongraph as ag
from amazongraph.errors import EXIT_STORE, EXIT_USAGE, ParameterError
from amazongraph.pushing import push
from amazongraph.releases import current
from amazongraph.served import served
from amazongraph.settings import Settings
from amazongraph.store.graph_store import GraphStore, addresses
from amazongraph.store.login import Credentials, opener

USER, SECRET = "lectora", "ñandú & co. 7"
Gate = Callable[[Request], Fault | None]


def basic() -> Gate:
    """Lets in who is known by the basic scheme (RFC 7617)."""

    def gate(request: Request) -> Fault | None:
        scheme, _, said = request.who.partition(" ")
        if scheme == "Basic" and b64decode(said).decode() == f"{USER}:{SECRET}":
            return None
        return Fault(Reply(b"who is it?", 401, "text/plain", {"WWW-Authenticate": 'Basic realm="amazonia"'}))

    return gate


def digest(algorithm: str = "MD5", hashed: str = "md5", uses: int = 1000) -> Gate:
    """Lets in who is known by the digest scheme (RFC 7616, qop "auth"); a nonce can be used some times."""
    nonces, used = count(1), dict[str, int]()

    def reckoned(text: str) -> str:
        return new(hashed, text.encode(), usedforsecurity=False).hexdigest()

    def gate(request: Request) -> Fault | None:
        said = dict(re.findall(r'(\w+)="?([^",]+)"?', request.who.removeprefix("Digest ")))
        nonce, right = said.get("nonce", ""), False
        if said.get("uri") == request.target and nonce in used:
            one = reckoned(f"{USER}:amazonia:{SECRET}")
            other = reckoned(f"{request.method}:{request.target}")
            right = said["response"] == reckoned(f"{one}:{nonce}:{said['nc']}:{said['cnonce']}:auth:{other}")
            used[nonce] += 1
        if right and used[nonce] <= uses:
            return None
        used[fresh := f"n{next(nonces)}"] = 0
        told = f'Digest realm="amazonia", nonce="{fresh}", qop="auth", algorithm={algorithm}'
        told += ", stale=true" if right else ""
        return Fault(Reply(b"who is it?", 401, "text/plain", {"WWW-Authenticate": told}))

    return gate


@pytest.fixture(scope="module")
def server(small: Settings) -> Iterator[str]:
    """A server to which the small release was pushed, by one who had to log in."""
    release = current(small)
    assert release is not None
    with oxigraph(b"") as address:
        with between(address, basic()) as proxy:
            push(release, "public", GraphStore(addresses(proxy.query), Credentials(USER, SECRET)))
        yield address


def asked(proxy: Proxy, *command: object, user: str = USER) -> Ran:
    return run("--workspace", Path.cwd(), *command, "--endpoint", proxy.query, "--user", user, "--lang", "en")


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The password in the environment, and a folder without a workspace."""
    monkeypatch.setenv("AMAZONGRAPH_PASSWORD", SECRET)
    monkeypatch.chdir(tmp_path)


READING: dict[str, tuple[str, ...]] = {
    "ask": ("ask", "airstrip-counts"),
    "query": ("query", "SELECT ?x WHERE { ?x a ag:Department } ORDER BY ?x"),
    "show": ("show", "figure:airs-003"),
    "compare": ("compare", "killings"),
    "find": ("find", "isconahua"),
    "cite": ("cite", "figure:kill-001"),
    "brief": ("brief", "reserve:reserva-isconahua", "--format", "md"),
}


@pytest.mark.parametrize("verb", READING)
def test_every_verb_that_reads_logs_in(small: Settings, server: str, verb: str) -> None:
    here = run("--workspace", small.root, *READING[verb], "--lang", "en")
    with between(server, basic()) as proxy:
        there = asked(proxy, *READING[verb])
    assert (there.code, there.out) == (0, here.out), there.err
    assert here.out
    assert all(request.who for request in proxy.requests), "nothing is asked twice"


@pytest.mark.parametrize(
    "gate", [digest(), digest("SHA-256", "sha256"), digest(uses=2)], ids=["MD5", "SHA-256", "stale"]
)
def test_by_the_digest_scheme_the_password_does_not_travel(small: Settings, server: str, gate: Gate) -> None:
    here = run("--workspace", small.root, *READING["ask"], "--lang", "en")
    with between(server, gate) as proxy:
        there = asked(proxy, *READING["ask"], "--digest")
    assert (there.code, there.out) == (0, here.out), there.err
    said = " ".join(request.who for request in proxy.requests)
    assert "Digest" in said
    assert "Basic" not in said


def test_files_that_are_written_do_not_hold_it(server: str, tmp_path: Path) -> None:
    with between(server, basic()) as proxy:
        for form in ("nquads", "csv"):
            assert asked(proxy, "export", form, "--to", tmp_path / f"whole-{form}").code == 0
    for path in tmp_path.iterdir():
        assert SECRET.encode() not in path.read_bytes()
        assert USER.encode() not in path.read_bytes()


def test_by_python(small: Settings, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ag.open(small.root).ask("airstrip-counts").rows
    with between(server, basic()) as proxy:
        graph = ag.open(proxy.query, user=USER)
        assert graph.ask("airstrip-counts").rows == expected
        kept = pickle.dumps(graph._release)
        assert SECRET.encode() not in kept
        assert pickle.loads(kept).id == graph.release
        assert SECRET not in repr(Credentials(USER, SECRET))
        monkeypatch.delenv("AMAZONGRAPH_PASSWORD")
        with pytest.raises(ParameterError, match="AMAZONGRAPH_PASSWORD"):
            ag.open(proxy.query, user=USER)
    with between(server, digest()) as proxy:
        monkeypatch.setenv("AMAZONGRAPH_PASSWORD", SECRET)
        assert ag.open(proxy.query, user=USER, digest=True).ask("airstrip-counts").rows == expected


@pytest.mark.parametrize("scheme", ["basic", "digest"])
@pytest.mark.parametrize("who", ["wrong password", "nobody"])
def test_who_is_not_let_in_is_told_once(server: str, monkeypatch: pytest.MonkeyPatch, scheme: str, who: str) -> None:
    monkeypatch.setenv("AMAZONGRAPH_PASSWORD", "otra cosa")
    known = ["--user", USER, *(["--digest"] if scheme == "digest" else [])] if who != "nobody" else []
    with between(server, basic() if scheme == "basic" else digest()) as proxy:
        for lang, words in (("es", "no deja leer (HTTP 401"), ("en", "does not let it be read (HTTP 401")):
            proxy.requests.clear()
            ran = run("ask", "airstrip-counts", "--endpoint", proxy.query, "--lang", lang, *known)
            assert (ran.code, ran.out, len(ran.err.splitlines())) == (EXIT_STORE, "", 1)
            assert words in ran.err
            assert "otra cosa" not in ran.err
            assert len(proxy.requests) <= 2, "a password that was refused is not tried again"


def test_a_password_is_not_sent_in_the_open() -> None:
    who = Credentials(USER, SECRET)
    for address in ("http://example.org/query", "http://10.0.0.7:3030/ds/sparql", "http://servidor/query"):
        with pytest.raises(ParameterError) as told:
            served(address, who)
        assert "https://" in told.value.text("es")
        assert SECRET not in told.value.text("es")
        with pytest.raises(ParameterError):
            GraphStore(addresses(address, address, address), who)
    for address in ("https://example.org/query", "http://localhost:1/query", "http://127.0.0.5/q", "http://[::1]:9/q"):
        opener(who, address)
    opener(Credentials(USER, SECRET, digest=True), "http://10.0.0.7/query")


def test_another_server_is_not_told(server: str) -> None:
    with between(server, lambda request: None) as other:
        away = Reply(b"", 302, "text/plain", {"Location": f"{other.query}?query=ASK%20%7B%7D"})
        with between(server, lambda request: Fault(away)) as proxy:
            asked(proxy, "ask", "airstrip-counts")
            assert proxy.requests[0].who
            assert [request.who for request in other.requests] == [""] * len(other.requests)
            assert other.requests


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--user", USER), "--endpoint"),
        (("--endpoint", "http://127.0.0.1:1/query", "--digest"), "--user"),
        (("--endpoint", f"https://ana:{SECRET}@example.org/query"), "--user"),
    ],
    ids=["no server", "no user", "in the address"],
)
def test_what_is_missing_is_told(options: tuple[str, ...], words: str) -> None:
    ran = run("ask", "airstrip-counts", *options, "--lang", "es")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (EXIT_USAGE, "", 1)
    assert words in ran.err
    assert SECRET not in ran.err


def test_a_password_is_asked_for_where_there_is_none(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMAZONGRAPH_PASSWORD")
    with between(server, basic()) as proxy:
        ran = asked(proxy, *READING["find"])
        assert (ran.code, ran.out) == (EXIT_USAGE, "")
        assert "AMAZONGRAPH_PASSWORD" in ran.err
        monkeypatch.setattr("click.termui.hidden_prompt_func", lambda prompt: SECRET)
        monkeypatch.setattr("console._Stream.isatty", lambda stream: True)
        ran = asked(proxy, *READING["query"])
    assert ran.code == 0, ran.err
    assert "admin" in ran.out
    assert SECRET not in ran.out + ran.err
