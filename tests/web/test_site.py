"""What is answered to requests: documents in the form asked for, the reconciliation service, and plain refusals."""

import http.client
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from tiny_release import tiny_release

from amazongraph.errors import ParameterError
from amazongraph.linking.index import Index
from amazongraph.store.embedded import open_store
from amazongraph.web.messages import Request, Response, accepted
from amazongraph.web.server import address, bind, serve
from amazongraph.web.site import Site, respond

sys.path.insert(0, str(Path(__file__).parents[1] / "linking"))

import conformance
from small_graph import TRIG

BASE = "http://127.0.0.1:1"
OFFERED = {"turtle": "text/turtle", "jsonld": "application/ld+json", "html": "text/html; charset=utf-8"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return open_store(tiny_release(tmp_path_factory.mktemp("small"), TRIG).profile() / "store")


@pytest.fixture(scope="module")
def site(store: ox.Store) -> Site:
    return Site(store, BASE, "es", Index(store))


def get(site: Site, path: str, accept: str = "*/*", **fields: str) -> Response:
    return respond(site, Request("GET", path, fields, accept))


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "turtle"),
        ("*/*", "turtle"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("application/ld+json, text/turtle;q=0.5", "jsonld"),
        ("text/*;q=0.3, application/ld+json;q=0.2", "turtle"),
        ("text/html;q=0, */*;q=0.1", "turtle"),
        ("image/png", ""),
        ("text/turtle;q=0", ""),
        ("text/turtle;q=x, text/html;q=0.1", "html"),
    ],
)
def test_the_form_is_the_one_the_client_wants_most(accept: str, form: str) -> None:
    assert accepted(accept, OFFERED) == form


@pytest.mark.parametrize(
    ("accept", "kind", "form"),
    [
        ("text/turtle", "text/turtle", ox.RdfFormat.TURTLE),
        ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
    ],
)
def test_a_thing_has_its_document_as_rdf(site: Site, accept: str, kind: str, form: ox.RdfFormat) -> None:
    said = get(site, "/id/reserve/r", accept)
    assert (said.status, said.type.partition(";")[0], said.headers["Vary"]) == (200, kind, "Accept")
    reserve = ox.NamedNode("https://w3id.org/amazongraph/id/reserve/r")
    triples = {quad.triple for quad in ox.parse(said.body, form)}
    assert len([triple for triple in triples if triple.subject == reserve]) == 10
    assert any(triple.subject.value.endswith("/claim/1") for triple in triples)


def test_a_browser_gets_a_page_whose_links_stay_here(site: Site) -> None:
    said = get(site, "/id/reserve/r", "text/html")
    page = said.body.decode()
    assert (said.status, said.type) == (200, "text/html; charset=utf-8")
    assert "<h1>Reserva Isconahua</h1>" in page
    assert f'<a href="{BASE}/id/admin/250101">Callería</a>' in page
    assert "superada: fecha más reciente" in page
    assert "<h1>Isconahua Reserve</h1>" in get(site, "/id/reserve/r", "text/html", lang="en").body.decode()


def test_what_a_source_says_is_text_and_not_markup(site: Site) -> None:
    page = get(site, "/id/people/iskonawa", "text/html").body.decode()
    assert "Remo &lt;i&gt;x&lt;/i&gt;" in page
    assert "<i>" not in page
    page = get(site, "/source/nota", "text/html").body.decode()
    assert "Nota &lt;b&gt;1&lt;/b&gt;" in page
    assert 'href="javascript' not in page


def test_a_term_has_its_document(site: Site) -> None:
    assert b"Comunidad nativa" in get(site, "/ns/NativeCommunity").body


@pytest.mark.parametrize("path", ["/id/admin/99", "/id/a b", "/nothing", "/id/<x>", "/fr/reconcile"])
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    assert get(site, path).status == 404


def test_a_form_that_there_is_not_is_not_acceptable(site: Site) -> None:
    assert get(site, "/id/admin/25", "image/png").status == 406
    assert get(site, "/id/admin/25", "image/png", format="jsonld").status == 200


def test_the_front_page_gives_the_address_to_paste(site: Site, store: ox.Store) -> None:
    assert f"<code>{BASE}/es/reconcile</code>" in get(site, "/").body.decode()
    assert "/reconcile" not in get(Site(store, BASE, "en"), "/").body.decode()
    assert get(Site(store, BASE, "en"), "/es/reconcile").status == 404


def test_the_endpoint_without_a_question_is_the_manifest(site: Site) -> None:
    said = get(site, "/en/reconcile").json()
    conformance.manifest(said)
    assert said["suggest"]["entity"] == {"service_url": f"{BASE}/en/reconcile", "service_path": "/suggest/entity"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_queries_are_answered_by_either_method(site: Site, method: str) -> None:
    batch = {"q0": {"query": "isconahua"}}
    said = respond(site, Request(method, "/es/reconcile", {"queries": json.dumps(batch)})).json()
    conformance.result_batch(said, batch)
    assert {one["id"] for one in said["q0"]["result"]} >= {"people/iskonawa"}


def test_a_single_query_of_the_older_version_is_answered(site: Site) -> None:
    for said in ("Iquitos", '{"query": "Iquitos"}'):
        found = get(site, "/es/reconcile", query=said).json()
        conformance.result(found["result"])
        assert found["result"][0]["id"] == "admin/160101"


def test_the_other_services_are_where_the_manifest_says(site: Site) -> None:
    said = get(site, "/es/reconcile").json()
    for kind in ("entity", "type", "property"):
        path = said["suggest"][kind]["service_url"] + said["suggest"][kind]["service_path"]
        conformance.suggestions(get(site, path.removeprefix(BASE), prefix="p").json())
    where = said["extend"]["propose_properties"]
    path = (where["service_url"] + where["service_path"]).removeprefix(BASE)
    conformance.proposals(get(site, path, type="ag:District", limit="2").json(), "ag:District")
    query = {"ids": ["admin/25"], "properties": [{"id": "ag:ubigeoINEI"}]}
    said_values = respond(site, Request("POST", "/es/reconcile", {"extend": json.dumps(query)})).json()
    conformance.extension(said_values, query)
    assert said_values["rows"]["admin/25"]["ag:ubigeoINEI"] == [{"str": "25"}]


@pytest.mark.parametrize("name", ["view", "preview", "feature_view"])
def test_the_pages_the_manifest_names_are_there(site: Site, name: str) -> None:
    path = get(site, "/es/reconcile").json()[name]["url"].removeprefix(BASE).partition("?")[0]
    said = get(site, path, id="reserve/r")
    assert (said.status, said.type) == (200, "text/html; charset=utf-8")
    assert b"<html" in said.body


def test_a_preview_is_short(site: Site) -> None:
    whole, short = (get(site, f"/es/reconcile/{name}", id="reserve/r").body for name in ("view", "preview"))
    assert short.count(b"<tr>") == 7 < whole.count(b"<tr>")
    assert "filas más" in short.decode()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"queries": "{"}, 400),
        ({"queries": "[" * 5000}, 400),
        ({"queries": '{"q": {}}'}, 400),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(51)})}, 413),
        ({"extend": "{}"}, 400),
        ({"callback": "alert(1)//"}, 400),
    ],
)
def test_what_is_not_understood_has_its_status_and_a_sentence(site: Site, fields: dict[str, str], status: int) -> None:
    said = get(site, "/es/reconcile", **fields)
    assert (said.status, set(said.json())) == (status, {"error"})


def test_a_page_of_something_unknown_is_not_found(site: Site) -> None:
    assert get(site, "/es/reconcile/view", id="nothing").status == 404
    assert get(site, "/es/reconcile/else").status == 404


def test_a_script_is_given_to_who_asks_for_one(site: Site) -> None:
    said = get(site, "/es/reconcile", callback="jQuery1_2.done", queries="{}")
    assert said.type.startswith("text/javascript")
    assert said.body == b"/**/jQuery1_2.done({});"
    posted = respond(site, Request("POST", "/es/reconcile", {"callback": "f", "queries": "{}"}))
    assert posted.body == b"{}"


@pytest.fixture
def running(store: ox.Store) -> Iterator[int]:
    with bind(0) as server:
        site = Site(store, address(server), "es", Index(store))
        thread = threading.Thread(target=serve, args=(server, site), daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join(timeout=10)


def sent(port: int, method: str, path: str, body: str | None = None, **headers: str) -> tuple[Any, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client.request(method, path, body, headers)
    answer = client.getresponse()
    content = answer.read()
    client.close()
    return answer, content


def test_it_is_served_to_programs_of_any_page(running: int) -> None:
    form = urlencode({"queries": json.dumps({"q": {"query": "Callería"}})})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://example.org"}
    answer, body = sent(running, "POST", "/es/reconcile", form, **headers)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert json.loads(body)["q"]["result"][0]["name"] == "Callería"
    asked, _ = sent(running, "OPTIONS", "/es/reconcile", **headers)
    assert (asked.status, "POST" in asked.headers["Access-Control-Allow-Methods"]) == (204, True)


def test_an_identifier_may_be_encoded_as_one_component(running: int) -> None:
    answer, body = sent(running, "GET", "/es/reconcile/preview?id=reserve%2Fr")
    assert (answer.status, b"Reserva Isconahua" in body) == (200, True)


def test_the_head_of_a_document_has_no_body(running: int) -> None:
    answer, body = sent(running, "HEAD", "/id/admin/25")
    assert (answer.status, body, int(answer.headers["Content-Length"]) > 100) == (200, b"", True)


def test_another_name_of_this_computer_is_not_ours(running: int) -> None:
    assert sent(running, "GET", "/", Host="evil.example")[0].status == 403
    assert sent(running, "GET", "/", Host="[")[0].status == 403
    assert sent(running, "GET", "//[x", Host="localhost")[0].status == 404
    assert sent(running, "GET", "/", Host=f"localhost:{running}")[0].status == 200


def test_a_form_must_say_its_length_and_keep_within_measure(running: int) -> None:
    assert sent(running, "POST", "/es/reconcile", **{"Content-Length": "99999999999"})[0].status == 413
    assert sent(running, "POST", "/es/reconcile", **{"Content-Length": "-5"})[0].status == 411


def test_a_port_that_is_taken_is_told(running: int) -> None:
    with pytest.raises(ParameterError, match=f"Port {running}"):
        bind(running)


def test_markup_in_what_is_asked_for_is_none_in_the_page(site: Site) -> None:
    said = "</title><script>alert(1)</script>"
    answer = respond(site, Request("GET", "/en/reconcile/feature", {"id": said}, "text/html"))
    assert b"<script>" not in answer.body
    assert b"&lt;script&gt;" in answer.body
