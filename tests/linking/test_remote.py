"""Asking an endpoint: politely, within limits, and each thing that goes wrong is told by one clear message."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from endpoints import RESULTS, Reply, fake, nobody, oxigraph, results, silent

from amazongraph.errors import EXIT_STORE, AmazonGraphError, EndpointError, ParameterError, QueryError
from amazongraph.store.exchange import Limits
from amazongraph.store.graph_store import Addresses
from amazongraph.store.remote import Remote

ASK = "SELECT ?name WHERE { ?x <http://example.org/name> ?name } ORDER BY ?name"
QUICK = Limits(silence=1, longest=0.3, largest=100_000, tries=2, pause=1, patience=60)


def remote(address: str, limits: Limits = QUICK) -> tuple[Remote, list[float]]:
    """A client that notes how long it would wait, and does not."""
    waits: list[float] = []
    return Remote(address, limits, wait=waits.append), waits


def test_an_answer_comes_with_its_variables_and_terms() -> None:
    with fake(Reply(results("Iskonawa", "Asháninka"))) as server:
        said = remote(server.address)[0].select(ASK)
    assert said.variables == ("name",)
    assert [row["name"]["value"] for row in said.bindings] == ["Iskonawa", "Asháninka"]
    assert server.queries == [ASK]


def test_the_server_hears_who_asks_and_whom_to_write_to() -> None:
    with fake(Reply(results())) as server:
        Remote(server.address, QUICK, contact="datos@example.org").select(ASK)
    assert server.agents[0].startswith("amazongraph/")
    assert "https://w3id.org/amazongraph/; datos@example.org" in server.agents[0]


def test_requests_keep_a_distance() -> None:
    with fake(Reply(results())) as server:
        client, waits = remote(server.address)
        for _ in range(3):
            client.select(ASK)
    assert waits == [1, 1]


def test_a_long_query_does_not_go_into_the_address() -> None:
    with fake(Reply(results())) as server:
        remote(server.address)[0].select(ASK)
        remote(server.address)[0].select(ASK + " # " + "x" * 3000)
    assert server.methods == ["GET", "POST"]
    assert server.queries[1].endswith("xxx")


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_given_the_time_it_asks_for(status: int) -> None:
    with fake(Reply(b"slow down", status, "text/plain", {"Retry-After": "30"}), Reply(results("a"))) as server:
        client, waits = remote(server.address)
        assert len(client.select(ASK).bindings) == 1
    assert sum(waits) == pytest.approx(30 + 1, abs=1.01)
    assert len(server.queries) == 2


def test_the_time_may_be_told_as_a_date() -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    with fake(Reply(b"", 429, "text/plain", {"Retry-After": until}), Reply(results("a"))) as server:
        client, waits = remote(server.address)
        client.select(ASK)
    assert 30 < sum(waits) < 45


def test_the_time_is_told_by_the_clock_of_the_server() -> None:
    """Ours may have been set back: what is 40 seconds ahead there would be a day ahead here."""
    at = datetime.now(UTC) + timedelta(days=1)
    said = {
        "Date": format_datetime(at, usegmt=True),
        "Retry-After": format_datetime(at + timedelta(seconds=40), usegmt=True),
    }
    with fake(Reply(b"", 429, "text/plain", said), Reply(results("a"))) as server:
        client, waits = remote(server.address)
        client.select(ASK)
    assert sum(waits) == pytest.approx(40, abs=1.01)


def test_a_wait_that_is_too_long_is_left_to_the_user() -> None:
    with fake(Reply(b"", 429, "text/plain", {"Retry-After": "7200"})) as server:
        client, waits = remote(server.address)
        with pytest.raises(EndpointError, match="asks to wait 7200 s"):
            client.select(ASK)
    assert (len(server.queries), waits) == (1, [])


def test_the_distance_doubles_with_each_failure() -> None:
    with fake(Reply(b"", 500, "text/plain")) as server:
        client, waits = remote(server.address, Limits(tries=4, pause=2))
        with pytest.raises(EndpointError):
            client.select(ASK)
    assert (len(server.queries), waits) == (4, [4, 8, 16])


WRONG = {
    "busy": (Reply(b"", 429, "text/plain"), "está ocupado (HTTP 429)", "is busy (HTTP 429)"),
    "failing": (Reply(b"<h1>out of\nmemory</h1>", 500, "text/html"), "<h1>out of memory</h1>", "HTTP 500"),
    "failing-without-end": (Reply(b"x" * 9000, 500, "text/plain", endless=True), "HTTP 500", "HTTP 500"),
    "absent": (Reply(b"", 404, "text/plain"), "HTTP 404: Not Found", "HTTP 404: Not Found"),
    "cut": (Reply(results("a", "b")[:40], announced=900), "llegó cortada", "came cut short"),
    "cut-unannounced": (Reply(results("a")[:40], headers={"Connection": "close"}), "mal escrita", "not well formed"),
    "another-type": (Reply(b"<html>", type="text/html"), "sino con text/html", "but with text/html"),
    "no-type": (Reply(results("a"), type=""), "sino con -", "but with -"),
    "no-results": (Reply(b'{"boolean": true}'), "head.vars", "head.vars"),
    "bad-term": (Reply(results("a").replace(b"literal", b"word")), "solution 1", "solution 1"),
    "stray-variable": (Reply(results("a", variables=("x",))), "solution 1", "solution 1"),
    "bad-encoding": (Reply(results("a").replace(b'"a"', b'"\xff"')), "mal escrita", "not well formed"),
    "deep": (Reply(b"[" * 90_000), "mal escrita", "not well formed"),
    "trailing-page-of-an-error": (Reply(results("a") + b"\njava.util.TimeoutException"), "acabara el tiempo", "time"),
    "endless": (Reply(b" " * 50_000, endless=True), "pasa de 0.1 MB", "larger than 0.1 MB"),
    "dripping": (Reply(b" ", endless=True, pause=0.02), "no terminó en 0.3 s", "did not end within 0.3 s"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_goes_wrong_is_told_by_one_message(case: str) -> None:
    reply, es, en = WRONG[case]
    with fake(reply) as server, pytest.raises(EndpointError) as caught:
        remote(server.address)[0].select(ASK)
    for lang, words in (("es", es), ("en", en)):
        said = caught.value.text(lang)
        assert words in said
        assert server.address in said
        assert "\n" not in said
        assert said.endswith(".")
    assert caught.value.exit_code == EXIT_STORE


def test_a_silent_server_is_left() -> None:
    with silent() as address, pytest.raises(EndpointError, match=r"said nothing for 0\.2 s"):
        remote(address, Limits(silence=0.2, tries=1))[0].select(ASK)


def test_a_server_that_stops_half_way_is_left() -> None:
    opening = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"
    with silent(opening) as address, pytest.raises(EndpointError, match=r"said nothing for 0\.2 s"):
        remote(address, Limits(silence=0.2, tries=1))[0].select(ASK)


def test_what_is_no_web_server_is_told() -> None:
    with silent(b"SSH-2.0-x\r\n", leave=True) as address, pytest.raises(EndpointError, match="does not answer"):
        remote(address, Limits(silence=1, tries=1))[0].select(ASK)


def test_an_endpoint_that_is_down_is_told() -> None:
    address = nobody()
    with pytest.raises(EndpointError) as caught:
        remote(address)[0].select(ASK)
    assert caught.value.text("es").startswith(f"{address} no responde (")
    assert caught.value.text("en").startswith(f"{address} does not answer (")


NO_ADDRESSES = [
    "file:///etc/passwd", "ftp://example.org/x", "example.org", "http://", "", "http://a..b/query", "http://[::1/query",
    "http://" + "a" * 70 + ".org/query", "http://example.org:0/query", "http://example.org:99999/query",
    "http://example.org:x/query", "http://example.org/a b", "http://example.org/a\nb", "http://ñandú.pe/query",
]  # fmt: skip


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_only_addresses_of_the_web_are_asked_or_written_to(address: str) -> None:
    with pytest.raises(ParameterError, match="https://"):
        Remote(address)
    with pytest.raises(ParameterError, match="https://"):
        Addresses("http://example.org/query", address, "http://example.org/store")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ParameterError) as told:
        Remote("https://me:secret@example.org/query")
    assert "example.org/query" in told.value.text("es")
    assert "secret" not in told.value.text("es")


@pytest.mark.parametrize("contact", ["datos@example.org\nX: y", "María"])
def test_a_contact_that_no_request_can_hold_is_told(contact: str) -> None:
    with pytest.raises(ParameterError) as told:
        Remote("https://example.org/query", contact=contact)
    assert "como contacto" in told.value.text("es")
    assert "\n" not in told.value.text("en")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"", 302, headers={"Location": "http://a..b/there"}),
        Reply(b"", 503, "text/plain", {"Retry-After": "²"}),
        Reply(b"", 503, "text/plain", {"Retry-After": "9" * 400}),
    ],
    ids=["no host", "no digit", "no number"],
)
def test_what_a_server_says_in_its_headers_is_told_if_it_makes_no_sense(reply: Reply) -> None:
    with fake(reply) as server, pytest.raises(EndpointError) as told:
        remote(server.address)[0].select(ASK)
    assert "\n" not in told.value.text("es")


def test_a_query_the_server_refuses_is_the_users_to_mend() -> None:
    with fake(Reply(b"expected ?name", 400, "text/plain")) as server, pytest.raises(QueryError) as caught:
        remote(server.address)[0].select(ASK)
    assert "expected ?name" in caught.value.text("es")
    assert len(server.queries) == 1


def test_what_cannot_pass_is_not_tried_again() -> None:
    for reply in (Reply(b"<html>", type="text/html"), Reply(b"", 404, "text/plain"), Reply(b"", 403, "text/plain")):
        with fake(reply) as server, pytest.raises(AmazonGraphError):
            remote(server.address)[0].select(ASK)
        assert len(server.queries) == 1


def test_the_other_media_type_of_json_is_taken() -> None:
    with fake(Reply(results("a"), type="application/json;charset=utf-8")) as server:
        assert len(remote(server.address)[0].select(ASK).bindings) == 1
    assert RESULTS != "application/json"


def test_a_real_server_answers() -> None:
    with oxigraph('<http://example.org/1> <http://example.org/name> "Asháninka"@es, "b" .'.encode()) as address:
        said = Remote(address, Limits(pause=0)).select(ASK)
        with pytest.raises(QueryError, match="HTTP 400"):
            Remote(address, Limits(pause=0)).select("SELECT nonsense")
    assert sorted((row["name"] for row in said.bindings), key=len) == [
        {"type": "literal", "value": "b"},
        {"type": "literal", "value": "Asháninka", "xml:lang": "es"},
    ]
