"""What goes wrong between a push and a server: one clear message, nothing half published, and the same push ends it."""

import contextlib
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "cli"))
sys.path.insert(0, str(Path(__file__).parent / "linking"))

from console import run
from disks import small_disk
from endpoints import Reply, oxigraph, oxigraph_at
from interference import Fault, Request, between
from pushed import left_beside, pair, release_of

from amazongraph import pushing
from amazongraph.errors import EXIT_STORE, EndpointError, StorageError
from amazongraph.pushing import Pushed, push
from amazongraph.releases import Release, use
from amazongraph.settings import load
from amazongraph.store.exchange import Limits
from amazongraph.store.graph_store import GraphStore, addresses
from amazongraph.store.login import Credentials
from amazongraph.store.turn import Turn, turns

QUICK = Limits(silence=20, tries=2, between=0, pause=0)
HASTY = Limits(silence=1, tries=2, between=0, pause=0)
Where = Callable[[Request], bool]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    return pair(tmp_path_factory.mktemp("pair"))


@pytest.fixture(autouse=True)
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some requests a push, though the releases are small."""
    monkeypatch.setattr(pushing, "_SMALL", 60)


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    with oxigraph(b"") as address:
        yield address


@pytest.fixture
def server(running: str, releases: tuple[Release, Release]) -> str:
    """A real server with the older release, and nothing beside."""
    to(running, releases[0])
    return running


def to(address: str, release: Release, limits: Limits = QUICK) -> Pushed:
    return push(release, "public", GraphStore(addresses(address), limits=limits, wait=lambda seconds: None))


def a_query(request: Request) -> bool:
    return request.path == "query"


def a_piece(request: Request) -> bool:
    return request.body.startswith(b"INSERT DATA {\nGRAPH") or (request.path == "store" and request.method == "POST")


def a_reading_back(request: Request) -> bool:
    return request.path == "store" and request.method == "GET"


def the_swap(request: Request) -> bool:
    return request.swaps


LOGIN = Reply(b"<html>Log in</html>", type="text/html")
BUSY = Reply(b"later", 503, "text/plain")
TOO_MUCH = Reply(b"Virtuoso 40005 Error SR325: Transaction aborted", 500, "text/plain")
FAILED = Reply(b"out of memory", 500, "text/plain")


@dataclass(frozen=True)
class Case:
    """Where something goes wrong, what, and words of the message."""

    where: Where
    fault: Fault
    es: str
    en: str


ALWAYS = {
    "queries are too many": Case(
        a_query, Fault(Reply(b"", 429, "", {"Retry-After": "7200"})), "pide esperar 7200 s", "asks to wait 7200 s"
    ),
    "queries are answered by a page": Case(a_query, Fault(LOGIN), "sino con text/html", "but with text/html"),
    "pieces find it busy": Case(a_piece, Fault(BUSY), "está ocupado (HTTP 503)", "is busy (HTTP 503)"),
    "pieces make it fail": Case(a_piece, Fault(FAILED), "falló (HTTP 500: out of memory)", "HTTP 500: out of memory"),
    "pieces are dropped": Case(a_piece, Fault(drop=True), "no responde", "does not answer"),
    "nobody may write": Case(
        lambda request: request.path == "update", Fault(Reply(b"", 403, "")), "no deja escribir (HTTP 403", "--digest"
    ),
    "pieces come cut": Case(a_piece, Fault(sent=0.5), "no aceptó lo que se le envió", "did not accept what was sent"),
    "pieces go to a page": Case(a_piece, Fault(LOGIN), "devuelve otra cosa", "gives back something else"),
    "graphs come back cut": Case(a_reading_back, Fault(cut=0.5), "llegó cortada", "came cut short"),
    "graphs come back cut, and nothing tells so": Case(
        a_reading_back, Fault(cut=0.99, announced=False), "devolvió mal escrito", "not well formed"
    ),
    "graphs come back as a page": Case(a_reading_back, Fault(LOGIN), "sino con text/html", "but with text/html"),
    "graphs are not given back": Case(a_reading_back, Fault(drop=True), "no responde", "does not answer"),
    "the swap fails": Case(the_swap, Fault(FAILED), "falló (HTTP 500", "failed (HTTP 500"),
    "the swap is too much for it": Case(
        the_swap, Fault(TOO_MUCH), "no admite tanto en un solo cambio", "Raise TransactionAfterImageLimit"
    ),
    "the swap is dropped": Case(the_swap, Fault(Reply(), drop=True), "no responde", "does not answer"),
    "the swap comes cut": Case(the_swap, Fault(sent=0.5), "no aceptó lo que se le envió", "did not accept"),
    "the swap goes to a page": Case(the_swap, Fault(LOGIN), "no sirve lo que se le pidió", "does not serve what"),
}


@pytest.mark.parametrize("case", ALWAYS.values(), ids=ALWAYS)
def test_what_goes_wrong_is_told_and_the_old_release_answers(
    case: Case, server: str, releases: tuple[Release, Release]
) -> None:
    old, new = releases
    seen: set[str] = set()

    def fault(request: Request) -> Fault | None:
        if case.where(request):
            seen.add(release_of(server, old, new))
            return case.fault
        return None

    with between(server, fault) as proxy, pytest.raises(EndpointError) as told:
        to(proxy.query, new)
    assert told.value.exit_code == EXIT_STORE
    for lang, words in (("es", case.es), ("en", case.en)):
        said = told.value.text(lang)
        assert words in said
        assert proxy.address in said
        assert said.endswith(".")
        assert "\n" not in said
    assert seen == {old.id}
    assert release_of(server, old, new) == old.id
    to(server, new)
    assert release_of(server, old, new) == new.id
    assert left_beside(server) == []


@pytest.mark.parametrize("digest", [True, False])
@pytest.mark.parametrize("scheme", ['Basic realm="a"', 'Digest realm="a", nonce="b", qop="auth"', "Bearer", ""])
def test_who_is_not_let_in_is_told(digest: bool, scheme: str, server: str, releases: tuple[Release, Release]) -> None:
    reply = Reply(b"who are you?", 401, "text/plain", {"WWW-Authenticate": scheme} if scheme else {})
    with between(server, lambda request: None if request.path == "query" else Fault(reply)) as proxy:
        known = GraphStore(addresses(proxy.query), Credentials("a", "secret", digest), QUICK, wait=lambda seconds: None)
        with pytest.raises(EndpointError) as told:
            push(releases[1], "public", known)
    assert "no deja escribir (HTTP 401" in told.value.text("es")
    assert "Check --user, --digest and the password" in told.value.text("en")
    assert "secret" not in told.value.text("en")
    assert release_of(server, *releases) == releases[0].id


@pytest.mark.parametrize("digest", [True, False])
def test_a_password_goes_by_no_other_scheme_than_the_one_that_was_asked_for(digest: bool) -> None:
    """A server, or who stands between, that offers both."""
    came: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            came.append(self.headers.get("Authorization", ""))
            self.send_response(204 if came[-1] else 401)
            for scheme in ('Basic realm="a"', 'Digest realm="a", nonce="b", qop="auth"'):
                self.send_header("WWW-Authenticate", scheme)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        at = addresses(f"http://127.0.0.1:{listening.server_port}/query")
        GraphStore(at, Credentials("a", "secret", digest), QUICK).update("CLEAR SILENT GRAPH <urn:x>")
        listening.shutdown()
    # By the basic scheme nothing is asked twice.
    assert [one.partition(" ")[0] for one in came] == (["", "Digest"] if digest else ["Basic"])
    assert "secret" not in came[-1]


ONCE: dict[str, tuple[Where, Fault]] = {
    "a query is dropped": (a_query, Fault(drop=True)),
    "a piece finds it busy": (a_piece, Fault(BUSY)),
    "a piece comes cut": (a_piece, Fault(sent=0.7)),
    "a piece is taken, and the answer lost": (a_piece, Fault(drop=True)),
    "a piece is taken late": (a_piece, Fault(hold=1.5)),
    "a graph comes back cut": (a_reading_back, Fault(cut=0.9, announced=False)),
    "the swap fails": (the_swap, Fault(FAILED)),
    "the swap is done, and the answer lost": (the_swap, Fault(drop=True)),
    "the swap is done, and a proxy tires": (the_swap, Fault(Reply(b"", 504, ""), ask=True)),
    "the swap is done late": (the_swap, Fault(hold=1.5)),
}


@pytest.mark.parametrize("case", ONCE.values(), ids=ONCE)
def test_what_goes_wrong_once_is_overcome(
    case: tuple[Where, Fault], server: str, releases: tuple[Release, Release]
) -> None:
    old, new = releases
    where, fault = case
    met: list[str] = []

    def once(request: Request) -> Fault | None:
        if where(request):
            met.append(release_of(server, old, new))
            return fault if len(met) == 1 else None
        return None

    with between(server, once) as proxy:
        to(proxy.query, new, HASTY if fault.hold else QUICK)
    assert met
    assert set(met) <= {old.id, new.id}
    assert release_of(server, old, new) == new.id
    assert left_beside(server) == []


def another_digit(body: bytes) -> bytes:
    """As many triples, one of which says another number or date."""
    return re.sub(rb"[0-9](?=\")", lambda found: b"7" if found[0] != b"7" else b"8", body, count=1)


def test_a_digit_that_is_another_on_the_way_is_found_out(server: str, releases: tuple[Release, Release]) -> None:
    old, new = releases
    met: list[Request] = []

    def each(request: Request) -> Fault | None:
        if a_piece(request):
            met.append(request)
            return Fault(changed=another_digit)
        return None

    with between(server, each) as proxy, pytest.raises(EndpointError) as told:
        to(proxy.query, new)
    assert sum(another_digit(one.body) != one.body for one in met) > 1
    assert "devuelve otra cosa" in told.value.text("es")
    assert release_of(server, old, new) == old.id
    to(server, new)
    assert release_of(server, old, new) == new.id


@pytest.mark.parametrize("where", [a_piece, a_reading_back, the_swap], ids=["a piece", "a reading back", "the swap"])
def test_a_server_that_is_killed_meanwhile_answers_as_before_and_has_the_rest_from_the_same_push(
    where: Where, tmp_path: Path, releases: tuple[Release, Release]
) -> None:
    old, new = releases
    with oxigraph_at(tmp_path) as (server, process):
        to(server, old)

        def kill(request: Request) -> Fault | None:
            if where(request):
                process.kill()
                process.wait(timeout=10)
            return None

        with between(server, kill) as proxy, pytest.raises(EndpointError) as told:
            to(proxy.query, new)
        assert told.value.exit_code == EXIT_STORE
    with oxigraph_at(tmp_path) as (server, _):
        assert release_of(server, old, new) == old.id
        to(server, new)
        assert release_of(server, old, new) == new.id
        assert left_beside(server) == []


@pytest.mark.parametrize("other", [0, 1], ids=["another release", "the same release"])
@pytest.mark.parametrize("where", [a_piece, a_reading_back, the_swap], ids=["a piece", "a reading back", "the swap"])
def test_a_push_gives_way_to_one_that_began_later(
    where: Where, other: int, server: str, releases: tuple[Release, Release]
) -> None:
    new, later = releases[1], releases[other]
    met: list[Pushed] = []

    def overtake(request: Request) -> None:
        if where(request) and not met:
            met.append(to(server, later))

    with between(server, overtake) as proxy:
        if where is the_swap and later is new:
            to(proxy.query, new)  # It is there, whoever put it in place.
        else:
            with pytest.raises(EndpointError) as told:
                to(proxy.query, new)
            assert told.value.exit_code == EXIT_STORE
            assert "Otro envío" in told.value.text("es")
            assert "Another push" in told.value.text("en")
    assert met
    assert release_of(server, *releases) == later.id
    assert left_beside(server) == []
    to(server, new)
    assert release_of(server, *releases) == new.id


@pytest.mark.parametrize("where", [a_piece, the_swap], ids=["a piece", "the swap"])
def test_a_push_gives_way_to_one_that_has_only_begun(
    where: Where, server: str, releases: tuple[Release, Release]
) -> None:
    old, new = releases
    begun: list[Turn] = []

    def overtake(request: Request) -> None:
        if where(request) and not begun:
            begun.append(Turn(GraphStore(addresses(server), limits=QUICK)))

    with between(server, overtake) as proxy, pytest.raises(EndpointError, match="Another push"):
        to(proxy.query, new)
    assert begun[0].holds()
    assert release_of(server, old, new) == old.id
    to(server, new)
    assert release_of(server, old, new) == new.id
    assert left_beside(server) == []


def test_of_two_that_begin_at_once_one_goes_on(server: str) -> None:
    met: list[Turn] = []

    def begin(request: Request) -> None:
        if request.path == "update" and not met:
            met.append(Turn(GraphStore(addresses(server), limits=QUICK)))

    with between(server, begin) as proxy:
        for _ in range(4):
            met.clear()
            try:
                mine = Turn(GraphStore(addresses(proxy.query), limits=QUICK)).holds()
            except EndpointError:
                mine = False
            assert [mine, met[0].holds()].count(True) == 1


@pytest.mark.parametrize(("name", "mine"), [("z", False), ("-", True)], ids=["after", "before"])
def test_two_that_see_each_other_agree_on_the_last_by_name(name: str, mine: bool, server: str) -> None:
    rival = f"https://w3id.org/amazongraph/graph/beside/turn/{name}"
    direct = GraphStore(addresses(server), limits=QUICK)
    begun: list[Request] = []

    def begin(request: Request) -> None:
        if request.path == "update" and not begun:
            begun.append(request)
            said = f'<{rival}> <http://purl.org/dc/terms/type> "push"'
            direct.update(f"INSERT DATA {{ GRAPH <{rival}> {{ {said} }} }}")

    with between(server, begin) as proxy:
        if mine:
            assert Turn(GraphStore(addresses(proxy.query), limits=QUICK)).holds()
        else:
            with pytest.raises(EndpointError, match="Another push"):
                Turn(GraphStore(addresses(proxy.query), limits=QUICK))
    assert (rival in turns(direct)) != mine
    assert len(turns(direct)) == 1


def test_many_pushes_at_once_leave_one_whole_release(server: str, releases: tuple[Release, Release]) -> None:
    told: list[str] = []

    def one(release: Release) -> None:
        try:
            told.append(to(server, release).release)
        except EndpointError as error:
            told.append(error.key)

    threads = [threading.Thread(target=one, args=[releases[number % 2]]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(told) == 4
    assert set(told) <= {"push.overtaken", "push.differs", "push.not-in-place", *(one.id for one in releases)}
    assert release_of(server, *releases)
    to(server, releases[1])
    assert release_of(server, *releases) == releases[1].id
    assert left_beside(server) == []


def test_what_a_killed_push_of_another_release_left_is_removed(server: str, releases: tuple[Release, Release]) -> None:
    old, new = releases
    fails = between(server, lambda request: Fault(FAILED) if request.swaps else None)
    with fails as proxy, pytest.raises(EndpointError):
        to(proxy.query, new)
    assert left_beside(server)
    to(server, old)
    assert release_of(server, old, new) == old.id
    assert left_beside(server) == []


def test_a_server_whose_disk_is_full_answers_as_before(tmp_path: Path, releases: tuple[Release, Release]) -> None:
    old, new = releases
    with small_disk(tmp_path, 64_000):
        with oxigraph_at(tmp_path / "store") as (server, _):
            to(server, old)
            with (tmp_path / "filling").open("wb", buffering=0) as file, contextlib.suppress(OSError):
                while file.write(b"0" * 4096):
                    pass
            with pytest.raises(EndpointError) as told:
                for _ in range(200):  # until what the engine had set aside is full too
                    to(server, new)
                    to(server, old)
            assert told.value.exit_code == EXIT_STORE
            assert "No space left" in told.value.text("es")
            assert release_of(server, *releases) in {old.id, new.id}
            (tmp_path / "filling").unlink()
        # After that the engine takes nothing more until it is started anew.
        with oxigraph_at(tmp_path / "store") as (server, _):
            assert release_of(server, *releases) in {old.id, new.id}
            to(server, new)
            assert release_of(server, *releases) == new.id
            assert left_beside(server) == []


@pytest.mark.parametrize("size", [8, 64], ids=["no room to sort in", "no room for a graph that comes back"])
def test_a_push_whose_own_disk_is_full_says_so(
    size: int, server: str, releases: tuple[Release, Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = releases
    with small_disk(tmp_path, size):
        with monkeypatch.context() as patched:
            patched.setattr(tempfile, "tempdir", str(tmp_path))
            with pytest.raises(StorageError) as told:
                to(server, new)
        assert told.value.exit_code == EXIT_STORE
        assert "Libere espacio" in told.value.text("es")
        assert str(tmp_path) in told.value.text("en")
    assert release_of(server, old, new) == old.id
    to(server, new)
    assert release_of(server, old, new) == new.id


def test_the_command_ends_with_one_message_and_finishes_when_it_is_run_again(
    releases: tuple[Release, Release], server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amazongraph.store.graph_store._LIMITS", QUICK)
    workspace, failing = releases[0].folder.parents[2], [True]
    use(load(workspace), releases[1])
    with between(server, lambda request: Fault(drop=True) if request.swaps and failing else None) as proxy:
        order = ["--workspace", workspace, "push", "--endpoint", proxy.query, "--lang", "en"]
        ran = run(*order)
        assert (ran.code, ran.data) == (0, b""), "what was done is not done again, though no answer came"
        assert "each verified" in ran.err
        use(load(workspace), releases[0])
        proxy.fault = lambda request: Fault(FAILED) if request.swaps and failing else None
        ran = run(*order)
        assert (ran.code, ran.data) == (EXIT_STORE, b"")
        [told] = [line for line in ran.err.splitlines() if not line.endswith(" triples")]
        assert "HTTP 500: out of memory" in told
        assert release_of(server, *releases) == releases[1].id
        failing.clear()
        ran = run(*order)
    assert ran.code == 0
    assert release_of(server, *releases) == releases[0].id
