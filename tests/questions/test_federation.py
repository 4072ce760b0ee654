"""What an endpoint says stands beside an answer, never in it; where one fails, the answer tells what is missing."""

import contextlib
import csv
import io
import json
import shutil
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from urllib.parse import quote

import pytest
from tiny_release import tiny_release

sys.path.insert(0, str(Path(__file__).parents[1] / "linking"))

from endpoints import Fake, Reply, fake, nobody, oxigraph, silent

from amazongraph.errors import EXIT_USAGE, ParameterError, QuestionError, ReleaseError, SettingsError
from amazongraph.questions.answer import Answer, ask
from amazongraph.questions.beside import beside, read
from amazongraph.questions.catalogue import read_questions
from amazongraph.questions.federation import _SameHost, chosen, federated
from amazongraph.questions.forms import csv_table, json_answer, table
from amazongraph.questions.lint import lint_header
from amazongraph.questions.question import Question, parse_question
from amazongraph.questions.remote import KINDS
from amazongraph.releases import Release
from amazongraph.resources import data_dir
from amazongraph.settings import Endpoint
from amazongraph.store.asking import Store
from amazongraph.store.embedded import open_store, select
from amazongraph.terms import shorten

NOON = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)
DISTRICTS = data_dir("queries") / "territories" / "districts-in-wikidata.rq"
PEER_PART = """#+ remote:
#+   - endpoint: peer
#+     title: {es: El otro grafo, en: The other graph}
#+     url: https://example.org/sparql
#+     key: district
#+     sends: unit
#+     columns:
#+       - {name: peer_incidents, type: integer, label: {es: Hechos allí, en: Incidents there}}
#+     query: |
#+       PREFIX ag: <https://w3id.org/amazongraph/ns#>
#+       SELECT ?key (COUNT(DISTINCT ?incident) AS ?peer_incidents) WHERE {
#+         VALUES ?key { }
#+         ?incident a ag:Incident ; ag:place ?key .
#+       }
#+       GROUP BY ?key
"""
WORLD = """
source:directory {
  admin:160101 a ag:District , ag:AdministrativeUnit ; rdfs:label "Norte"@es ; ag:ubigeoINEI "160101" .
  admin:170101 a ag:District , ag:AdministrativeUnit ; rdfs:label "Este"@es ; ag:ubigeoINEI "170101" .
  admin:250101 a ag:District , ag:AdministrativeUnit ; rdfs:label "Sur"@es ; ag:ubigeoINEI "250101" .
}
source:press {
  incident:1 a ag:Incident ; ag:place admin:160101 . incident:2 a ag:Incident ; ag:place admin:170101 .
  incident:3 a ag:Incident ; ag:place admin:250101 .
  person:1 a ag:Person ; rdfs:label "ana"@es ; ag:victimOf incident:1 ;
    skos:exactMatch <http://www.wikidata.org/entity/Q99> .
}
graph:meta { source:directory a ag:Source . source:press a ag:Source . }
"""
INTERNAL = """
source:own {
  admin:020101 a ag:District ; ag:ubigeoINEI "020101" . incident:4 a ag:Incident ; ag:place admin:020101 .
}
"""
# The first has two years of population and one withdrawn; two entries have the code of the third, and differ.
WIKIDATA = b"""
@prefix p: <http://www.wikidata.org/prop/> . @prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> . @prefix wd: <http://www.wikidata.org/entity/> .
@prefix psn: <http://www.wikidata.org/prop/statement/value-normalized/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> . @prefix wikibase: <http://wikiba.se/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
wd:Q1 wdt:P844 "160101" ; p:P1082
  [ ps:P1082 100.0 ; pq:P585 "2007-01-01T00:00:00Z"^^xsd:dateTime ; wikibase:rank wikibase:NormalRank ] ,
  [ ps:P1082 120.0 ; pq:P585 "2017-10-22T00:00:00Z"^^xsd:dateTime ; wikibase:rank wikibase:PreferredRank ] ,
  [ ps:P1082 999.0 ; pq:P585 "2017-10-22T00:00:00Z"^^xsd:dateTime ; wikibase:rank wikibase:DeprecatedRank ] ;
  p:P2046 [ psn:P2046 [ wikibase:quantityAmount 12345678.0 ] ] .
wd:Q2 wdt:P844 "250101" ; p:P1082 [ ps:P1082 5.0 ; pq:P585 "2017-10-22T00:00:00Z"^^xsd:dateTime ] .
wd:Q3 wdt:P844 "250101" ; p:P1082 [ ps:P1082 6.0 ; pq:P585 "2017-10-22T00:00:00Z"^^xsd:dateTime ] .
"""
PEER = b"""
@prefix ag: <https://w3id.org/amazongraph/ns#> . @prefix admin: <https://w3id.org/amazongraph/id/admin/> .
<https://example.org/1> a ag:Incident ; ag:place admin:250101 .
<https://example.org/2> a ag:Incident ; ag:place admin:250101 .
"""
FULL = {  # Row by row, what the two servers above have on each district: worked out by hand from their triples.
    "160101": ("120", "2017", "1234.57", "http://www.wikidata.org/entity/Q1", "answered", "", "nothing"),
    "170101": ("", "", "", "", "nothing", "", "nothing"),
    "250101": (
        "",
        "2017",
        "",
        "http://www.wikidata.org/entity/Q2 http://www.wikidata.org/entity/Q3",
        "several",
        "2",
        "answered",
    ),
}
OTHERS = ("wikidata_as_of", "wikidata_item")
SHOWN = (
    "wikidata_population",
    "wikidata_as_of",
    "wikidata_area",
    "wikidata_item",
    "wikidata_status",
    "peer_incidents",
    "peer_status",
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return tiny_release(tmp_path_factory.mktemp("small"), WORLD)


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Question:
    """The districts, with a part for Wikidata and one for a peer."""
    path = tmp_path_factory.mktemp("theme") / "both.rq"
    path.write_text(DISTRICTS.read_text(encoding="utf-8").replace("#+ remote:\n", PEER_PART), encoding="utf-8")
    return parse_question(path)


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    """Two real servers."""
    with oxigraph(WIKIDATA) as wikidata, oxigraph(PEER) as peer:
        yield {"wikidata": wikidata, "peer": peer}


def allowed(addresses: dict[str, str], seconds: float = 20) -> list[Endpoint]:
    return [Endpoint(name, url, seconds, 0, "datos@example.org") for name, url in addresses.items()]


def asked(
    release: Release, question: Question, addresses: dict[str, str], seconds: float = 20, profile: str = "public"
) -> Answer:
    parts = chosen(question, list(addresses), allowed(addresses, seconds))
    return federated(ask(release, question, profile=profile), release, parts, now=lambda: NOON)


def shown(answer: Answer) -> dict[str, tuple[str, ...]]:
    return {row["ubigeo"]: tuple(row[name] for name in SHOWN) for row in answer.rows}


def solutions(*rows: dict[str, str]) -> bytes:
    bindings = [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows]
    names = sorted({name for row in rows for name in row} | {"key"})
    return json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()


# Beside, not in ---------------------------------------------------------------------------------------------


def test_two_servers_are_joined_to_an_answer(small: Release, question: Question, servers: dict[str, str]) -> None:
    assert shown(asked(small, question, servers)) == FULL


def test_what_is_ours_is_as_it_was(small: Release, question: Question, servers: dict[str, str]) -> None:
    before, after = ask(small, question), asked(small, question, servers)
    ours = [column.name for column in question.columns if not column.remote]
    assert [{name: row[name] for name in ours} for row in after.rows] == [
        {name: row[name] for name in ours} for row in before.rows
    ]
    assert replace(after, rows=before.rows, remote=()) == before


def test_nothing_is_asked_that_was_not_named(small: Release, question: Question) -> None:
    answer = ask(small, question)
    assert federated(answer, small, chosen(question, [], [])) == answer
    assert set(shown(answer).values()) == {("",) * len(SHOWN)}
    assert "Wikidata no se preguntó; de allí serían: Población según Wikidata, Año de esa población" in table(
        answer, "es"
    )
    assert "The other graph was not asked; it would give: Incidents there. Ask it with --remote peer." in table(
        answer, "en"
    )


def test_where_there_is_no_row_it_is_told_that_nobody_was_asked(small: Release, question: Question) -> None:
    """The address is of nobody, and nothing is amiss."""
    answer = replace(ask(small, question), rows=())
    none = federated(answer, small, chosen(question, ["peer"], allowed({"peer": nobody()})))
    assert none.remote[0].problem is None
    assert "A El otro grafo no se le preguntó nada: no hay filas." in table(none, "es")
    assert "The other graph was asked nothing: there are no rows." in table(none, "en")


def test_what_is_said_elsewhere_is_told_with_its_place_and_time(
    small: Release, question: Question, servers: dict[str, str]
) -> None:
    said = table(asked(small, question, {"wikidata": servers["wikidata"]}), "en")
    assert f"Wikidata says so ({servers['wikidata']}, asked on 2026-11-29 12:30 UTC; CC0 1.0)" in said
    assert "the sources [n] of the row do not say it. Sent were 3 ubigeo codes; it has something on 2." in said


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_the_keys_go_a_chunk_at_a_time(small: Release, question: Question, servers: dict[str, str], chunk: int) -> None:
    smaller = replace(question, remote=tuple(replace(one, chunk=chunk) for one in question.remote))
    assert shown(asked(small, smaller, servers)) == FULL


# One failing, one slow --------------------------------------------------------------------------------------


def test_where_one_fails_the_other_answers(small: Release, question: Question, servers: dict[str, str]) -> None:
    answer = asked(small, question, {"wikidata": nobody(), "peer": servers["peer"]})
    missing = ("", "", "", "", "missing")
    assert shown(answer) == {code: (*missing, *row[5:]) for code, row in FULL.items()}
    assert [(one.endpoint, one.missing, one.problem is None) for one in answer.remote] == [
        ("wikidata", 3, False),
        ("peer", 0, True),
    ]
    assert "FALTA la parte de Wikidata, para 3 de 3 códigos de ubigeo: http://127.0.0.1:" in table(answer, "es")
    assert "MISSING is the part of Wikidata, for 3 of 3 ubigeo codes: http://127.0.0.1:" in table(answer, "en")
    assert "MISSING is the part of The other graph" not in table(answer, "en")


def test_where_a_server_is_slow_the_other_answers(small: Release, question: Question, servers: dict[str, str]) -> None:
    """A real server behind one that takes its time."""

    def late(query: str) -> Reply:
        time.sleep(1.5)
        with urllib.request.urlopen(f"{servers['peer']}?query={quote(query)}", timeout=20) as response:
            return Reply(response.read())

    with fake(late) as slow:
        parts = chosen(
            question,
            ["peer", "wikidata"],
            [Endpoint("peer", slow.address, 1, 0), *allowed({"wikidata": servers["wikidata"]})],
        )
        answer = federated(ask(small, question), small, parts, now=lambda: NOON)
    assert shown(answer) == {code: (*row[:5], "", "missing") for code, row in FULL.items()}
    spanish, english = table(answer, "es"), table(answer, "en")
    assert (
        "FALTA la parte de El otro grafo, para 3 de 3 identificadores de unidades administrativas: http://" in spanish
    )
    assert f"{slow.address} no terminó en los 1 s que tiene." in spanish
    assert f"{slow.address} did not end within its 1 s." in english
    assert "give it more time by seconds in [endpoints.peer]" in english
    assert "MISSING is the part of Wikidata" not in english


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_it_may_take(
    small: Release, question: Question
) -> None:
    with silent() as address:
        answer = asked(small, question, {"peer": address}, seconds=1)
    [one] = answer.remote
    assert one.problem is not None
    assert (one.problem.key, one.missing) == ("remote.slow", 3)


def test_all_requests_to_a_server_share_the_time_it_has(small: Release, question: Question) -> None:
    def late(query: str) -> Reply:
        time.sleep(0.7)
        return Reply(solutions())

    smaller = replace(question, remote=tuple(replace(one, chunk=1) for one in question.remote))
    with fake(late) as server:
        answer = asked(small, smaller, {"wikidata": server.address}, seconds=1)
    assert answer.remote[0].missing >= 2


def test_a_pause_that_ends_beyond_the_time_is_not_waited_for(small: Release, question: Question) -> None:
    waited: list[float] = []
    smaller = replace(question, remote=tuple(replace(one, chunk=1) for one in question.remote))
    with fake(Reply(solutions())) as server:
        parts = chosen(smaller, ["wikidata"], [Endpoint("wikidata", server.address, 2, 5)])
        answer = federated(ask(small, smaller), small, parts, wait=waited.append)
    assert waited == []
    assert (len(server.queries), answer.remote[0].missing) == (1, 2)


@pytest.mark.parametrize(
    ("to", "followed"),
    [
        ("https://example.org/there", True),
        ("http://example.org/there", False),
        ("https://elsewhere.example.org/there", False),
        ("https://example.org:8443/there", True),
    ],
)
def test_what_is_sent_goes_to_no_other_host_and_by_no_less_safe_way(to: str, followed: bool) -> None:
    request = urllib.request.Request("https://example.org/sparql?query=x")
    found = _SameHost().redirect_request(request, io.BytesIO(), 302, "Found", Message(), to)
    assert (found is not None and found.full_url == to) == followed


def test_a_server_that_ends_half_way_leaves_what_it_said(small: Release, question: Question) -> None:
    smaller = replace(question, remote=tuple(replace(one, chunk=1) for one in question.remote))
    with contextlib.ExitStack() as running:
        wikidata = running.enter_context(oxigraph(WIKIDATA))
        parts = chosen(smaller, ["wikidata"], [Endpoint("wikidata", wikidata, 20, 1)])
        # It ends in the pause after the first chunk.
        answer = federated(ask(small, smaller), small, parts, now=lambda: NOON, wait=lambda seconds: running.close())
    assert [row[:5] for row in shown(answer).values()] == [FULL["160101"][:5], *[("", "", "", "", "missing")] * 2]
    assert "MISSING is the part of Wikidata, for 2 of 3 ubigeo codes" in table(answer, "en")
    assert "Sent were 3 ubigeo codes; it has something on 1." in table(answer, "en")


def test_a_key_in_an_address_is_not_told(small: Release, question: Question) -> None:
    answer = asked(small, question, {"wikidata": nobody() + "?token=secret"}, seconds=1)
    assert "secret" not in table(answer, "en") + json_answer(answer, "en") + csv_table(answer, "en")


def test_what_came_before_a_failure_is_kept(small: Release, question: Question) -> None:
    smaller = replace(question, remote=tuple(replace(one, chunk=1) for one in question.remote))
    first = Reply(solutions({"key": "160101", "wikidata_population": "7"}))
    with fake(first, Reply(b"out of memory", 500, "text/plain")) as server:
        answer = asked(small, smaller, {"wikidata": server.address})
    assert [row["wikidata_status"] for row in answer.rows] == ["answered", "missing", "missing"]
    assert answer.rows[0]["wikidata_population"] == "7"
    assert "MISSING is the part of Wikidata, for 2 of 3 ubigeo codes" in table(answer, "en")
    assert "HTTP 500: out of memory" in table(answer, "en")
    # The second is asked twice, the third no more.
    assert len(server.queries) == 3


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        pytest.param(
            Reply(b"<html>", type="text/html"), "with application/sparql-results+json but with text/html", id="a page"
        ),
        pytest.param(Reply(b"{"), "is not what was asked for", id="no JSON"),
        pytest.param(Reply(b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'), "(?key)", id="another query's"),
        pytest.param(Reply(b"slow down", 429, "text/plain", {"Retry-After": "3600"}), "asks to wait 3600 s", id="busy"),
        pytest.param(Reply(b"no", 400, "text/plain"), "does not accept what this question asks", id="refused"),
        pytest.param(
            Reply(b"", 302, headers={"Location": "http://example.invalid/sparql"}), "HTTP 302", id="elsewhere"
        ),
        pytest.param(Reply(solutions(), announced=9999), "came cut short", id="cut"),
        pytest.param(Reply(b" ", endless=True, pause=0.05), "did not end within its 1 s", id="endless"),
    ],
)
def test_nothing_that_an_endpoint_does_takes_the_answer_away(
    small: Release, question: Question, reply: Reply, told: str
) -> None:
    with fake(reply) as server:
        answer = asked(small, question, {"wikidata": server.address}, seconds=1)
    assert [row["ubigeo"] for row in answer.rows] == list(FULL)
    assert {row["wikidata_status"] for row in answer.rows} == {"missing"}
    [one] = answer.remote
    assert one.problem is not None
    assert told in one.problem.text("en")
    assert one.problem.text("es")
    assert "MISSING is the part of Wikidata, for 3 of 3 ubigeo codes" in table(answer, "en")


def test_values_that_are_badly_written_are_left_out_and_counted(small: Release, question: Question) -> None:
    rows = (
        {"key": "160101", "wikidata_population": "many", "wikidata_area": "1.50"},
        {"key": "170101", "wikidata_population": "8.0", "wikidata_as_of": "2017-13"},
        {"key": "999999", "wikidata_population": "1"},
    )
    with fake(Reply(solutions(*rows))) as server:
        answer = asked(small, question, {"wikidata": server.address})
    assert [row["wikidata_population"] for row in answer.rows] == ["", "8", ""]
    assert [row["wikidata_area"] for row in answer.rows] == ["1.5", "", ""]
    assert answer.remote[0].unread == 3
    assert "were left out: 3." in table(answer, "en")


@pytest.mark.parametrize("value", ["9" * 5000, "1" + "0" * 15, "1e3", "-", "", "NaN", "INF", "\ud800", " 7"])
def test_what_is_no_number_is_none(question: Question, value: str) -> None:
    part = question.remote[1]
    columns = [one for one in question.columns if one.remote == "wikidata" and one.name not in part.told]
    binding = {"key": {"value": "1"}, "wikidata_population": {"value": value}, "wikidata_area": {"value": value}}
    assert read([binding], columns, {"1"}) == ([{"key": "1", **dict.fromkeys(OTHERS, "")}], 2)


def test_a_term_without_a_value_is_none(question: Question) -> None:
    columns = [one for one in question.columns if one.name == "wikidata_item"]
    assert read([{"key": {"type": "uri"}}], columns, {"1"}) == ([], 1)
    assert (
        read([{"key": {"value": "1"}, "wikidata_item": {"type": "uri"}}], columns, {"1"})[0][0]["wikidata_item"] == ""
    )


def test_a_text_from_elsewhere_obeys_nobody(small: Release, question: Question) -> None:
    with fake(Reply(solutions({"key": "160101", "wikidata_item": '=HYPERLINK("x")\x1b[31m\n' + "x" * 9999}))) as server:
        answer = asked(small, question, {"wikidata": server.address})
    item = answer.rows[0]["wikidata_item"]
    assert len(item) <= 500
    assert item.isprintable()
    row = next(csv.DictReader(io.StringIO(csv_table(answer, "en"))))
    assert row["Entry of Wikidata"].startswith("'=")


# What leaves the machine ------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[Fake]:
    with fake(Reply(solutions())) as server:
        yield server


def test_only_codes_are_sent_and_it_is_told_before(small: Release, question: Question, listener: Fake) -> None:
    heard: list[tuple[str, str, int, int]] = []
    parts = chosen(question, ["wikidata"], allowed({"wikidata": listener.address}))
    federated(
        ask(small, question),
        small,
        parts,
        lambda part, endpoint, count: heard.append((part.sends, endpoint.url, count, len(listener.queries))),
    )
    assert heard == [("ubigeo", listener.address, 3, 0)]
    [sent] = listener.queries
    part = next(one for one in question.remote if one.endpoint == "wikidata")
    assert sent == part.query.replace("VALUES ?key { }", 'VALUES ?key { "160101" "170101" "250101" }')
    assert listener.agents[0].startswith("amazongraph/")
    assert "datos@example.org" in listener.agents[0]


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("key", ["person", "incident", "name", "text"])
def test_neither_persons_nor_incidents_nor_names_are_ever_sent(
    small: Release, question: Question, listener: Fake, kind: str, key: str
) -> None:
    """Whatever a question file says: here its key is a person, an incident, the name of a person or any text."""
    query = """SELECT ?district ?ubigeo ?key WHERE {
      ?person a ag:Person ; ag:victimOf ?incident ; rdfs:label ?label . ?incident ag:place ?district .
      ?district ag:ubigeoINEI ?ubigeo BIND(STR(?label) AS ?name) BIND("'} 160102" AS ?text)
    }"""
    bound = (
        "PREFIX ag: <https://w3id.org/amazongraph/ns#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n" + query
    )
    parts = tuple(replace(one, key="key", sends=kind) for one in question.remote if one.endpoint == "wikidata")
    columns = (*question.columns, replace(question.columns[1], name="key"))
    asks = replace(
        question,
        query=bound.replace("?key", f"?{key} (STR(?{key}) AS ?key)"),
        columns=columns,
        remote=parts,
        parameters=(),
    )
    answer = asked(small, asks, {"wikidata": listener.address})
    assert answer.rows[0]["key"]
    assert listener.queries == []
    assert [row["wikidata_status"] for row in answer.rows] == ["not-sent"]
    assert answer.remote[0].not_sent == 1


@pytest.mark.parametrize("value", ["Ana", "170101-Ana", "Ana170101", "1701015"])
def test_a_value_that_only_stands_where_a_code_should_is_not_sent(
    value: str, tmp_path: Path, question: Question, listener: Fake
) -> None:
    release = tiny_release(tmp_path, WORLD.replace('ag:ubigeoINEI "170101"', f'ag:ubigeoINEI "{value}"'))
    answer = asked(release, question, {"wikidata": listener.address})
    assert {row["ubigeo"]: row["wikidata_status"] for row in answer.rows}[value] == "not-sent"
    assert value not in listener.queries[-1]


def test_the_link_of_a_person_is_not_of_a_kind_that_is_sent(small: Release) -> None:
    store = open_store(small.profile() / "store")
    for kind in KINDS.values():
        said = {one["value"].value for one in select(store, f"SELECT ?value WHERE {{ {kind.said} }}")}
        assert not any("Q99" in one or "person" in one or one == "ana" for one in said)


def test_a_row_that_only_an_internal_profile_has_is_not_asked_about(
    tmp_path: Path, question: Question, listener: Fake
) -> None:
    """The code is public, and that this row is about it is not."""
    release = tiny_release(tmp_path / "public", WORLD)
    more = tiny_release(tmp_path / "own", WORLD + INTERNAL)
    shutil.copytree(more.profile(), release.folder / "own")
    answer = asked(release, question, {"wikidata": listener.address, "peer": listener.address}, profile="own")
    assert {row["ubigeo"]: row["wikidata_status"] for row in answer.rows} == {
        "020101": "not-sent",
        **dict.fromkeys(FULL, "nothing"),
    }
    assert answer.rows[0]["wikidata_said_es"] == "sin código que enviar"
    assert not any("020101" in query for query in listener.queries)
    assert "Rows with nothing that may be sent (ubigeo codes of the public profile): 1." in table(answer, "en")


def test_a_row_that_is_not_public_is_not_asked_about_though_its_district_is(
    tmp_path: Path, question: Question, listener: Fake
) -> None:
    release = tiny_release(tmp_path / "public", WORLD.replace("incident:2 a ag:Incident ; ag:place admin:170101 .", ""))
    more = tiny_release(tmp_path / "own", WORLD)
    shutil.copytree(more.profile(), release.folder / "own")
    asked(release, question, {"wikidata": listener.address}, profile="own")
    assert 'VALUES ?key { "160101" "250101" }' in listener.queries[0]


# What may be asked ------------------------------------------------------------------------------------------


def test_where_no_public_profile_tells_what_may_be_sent_nothing_is(
    small: Release, question: Question, listener: Fake
) -> None:
    """As on a server to which only the internal profile was pushed."""

    class Internal(Release):
        def store(self, profile: str = "public") -> Store:
            if profile == "public":
                raise ReleaseError("endpoint.profile", address="http://x", served="own", profile=profile)
            return super().store("public")

    internal = Internal(small.id, small.folder)
    answer = replace(ask(small, question), profile="own")
    with pytest.raises(ReleaseError) as told:
        federated(answer, internal, chosen(question, ["peer"], allowed({"peer": listener.address})))
    assert "no se envió nada" in told.value.text("es")
    assert "without --remote" in told.value.text("en")
    assert listener.queries == []


def test_an_endpoint_that_is_not_allowed_is_told_with_what_to_write(question: Question) -> None:
    with pytest.raises(SettingsError) as caught:
        chosen(question, ["wikidata"], allowed({"peer": "https://example.org/sparql"}))
    assert caught.value.exit_code == EXIT_USAGE
    for lang in ("es", "en"):
        assert '[endpoints.wikidata]\nurl = "https://query.wikidata.org/sparql"\nseconds = 60\n' in caught.value.text(
            lang
        )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda question: question, 'asks nothing of "nobody". It can ask: peer, wikidata.'),
        (lambda question: replace(question, remote=()), "has no part that is asked outside of this graph"),
    ],
)
def test_a_part_that_there_is_not_is_told(
    question: Question, change: Callable[[Question], Question], told: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        chosen(change(question), ["nobody"], allowed({"nobody": "https://example.org/sparql"}))
    assert told in caught.value.text("en")


def test_the_remote_parts_of_the_catalogue_are_sound() -> None:
    found = {one.id: {part.endpoint for part in one.remote} for one in read_questions() if one.remote}
    assert found == {
        "districts-in-wikidata": {"wikidata"},
        "incidents-at-a-peer": {"peer"},
        "languages-in-wikidata": {"wikidata"},
        "protected-areas-in-wikidata": {"wikidata"},
    }


CATALOGUE = """
source:directory {
  admin:16 a ag:Department , ag:AdministrativeUnit . admin:25 a ag:Department , ag:AdministrativeUnit .
  area:park a ag:ProtectedTerritory , ag:Area ; skos:exactMatch <http://www.wikidata.org/entity/Q7> .
  area:forest a ag:ProtectedTerritory , ag:Area ; skos:exactMatch <http://www.wikidata.org/entity/Q8> .
  area:valley a ag:ProtectedTerritory , ag:Area .
  people:awajun a ag:IndigenousPeople ; ag:iso639P3Code "agr" .
  people:other a ag:IndigenousPeople ; ag:iso639P3Code "cni" .
}
graph:meta { source:directory a ag:Source . }
"""
ENTRIES = b"""
@prefix p: <http://www.wikidata.org/prop/> . @prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> . @prefix wd: <http://www.wikidata.org/entity/> .
@prefix psn: <http://www.wikidata.org/prop/statement/value-normalized/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix wikibase: <http://wikiba.se/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
wd:Q7 wikibase:sitelinks 9 ; wdt:P814 wd:Q50 ; wdt:P571 "1996-05-10T00:00:00Z"^^xsd:dateTime ;
  p:P2046 [ psn:P2046 [ wikibase:quantityAmount 13532000000.0 ] ] .
wd:Q50 rdfs:label "parque nacional"@es , "national park"@en .
wd:Q8 wikibase:sitelinks 0 .
wd:Q9 wdt:P220 "agr" ; wdt:P1394 "agua1253" ; rdfs:label "aguaruna"@es , "Aguaruna"@en , "Aguaruna"@de ;
  p:P1098 [ ps:P1098 38300.0 ; pq:P585 "2000-01-01T00:00:00Z"^^xsd:dateTime ] , [ ps:P1098 53400.0 ;
    pq:P585 "2007-01-01T00:00:00Z"^^xsd:dateTime ] .
"""
INCIDENTS = b"""
@prefix ag: <https://w3id.org/amazongraph/ns#> . @prefix admin: <https://w3id.org/amazongraph/id/admin/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
<https://example.org/1> a ag:Incident ; ag:place admin:250101 .
<https://example.org/2> a ag:Incident ; ag:place admin:25 .
admin:250101 geo:sfWithin admin:250101 , admin:25 . admin:25 geo:sfWithin admin:25 .
"""
Q = "http://www.wikidata.org/entity/"


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return tiny_release(tmp_path_factory.mktemp("more"), CATALOGUE)


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        (
            "protected-areas-in-wikidata",
            {
                "area:forest": ("answered", "", "", "", ""),
                "area:park": ("answered", "parque nacional", "national park", "1353200", "1996"),
                "area:valley": ("not-sent", "", "", "", ""),
            },
        ),
        (
            "languages-in-wikidata",
            {
                "people:awajun": ("answered", "aguaruna", "Aguaruna", "agua1253", "53400", "2007", f"{Q}Q9"),
                "people:other": ("nothing", "", "", "", "", "", ""),
            },
        ),
    ],
)
def test_the_questions_to_wikidata_read_its_properties(
    more: Release, id_: str, expected: dict[str, tuple[str]]
) -> None:
    [question] = [one for one in read_questions() if one.id == id_]
    [part] = question.remote
    names = [part.status, *(one.name for one in question.columns if one.remote and one.name not in part.told)]
    with oxigraph(ENTRIES) as address:
        answer = asked(more, question, {"wikidata": address})
    first = question.columns[0].name
    assert {shorten(row[first]): tuple(row[name] for name in names) for row in answer.rows} == expected


@pytest.mark.parametrize("graph", ["default", "graph=https://w3id.org/amazongraph/graph/accepted"])
def test_a_peer_is_asked_wherever_its_server_keeps_the_statements(more: Release, graph: str) -> None:
    [question] = [one for one in read_questions() if one.id == "incidents-at-a-peer"]
    with oxigraph(b"") as address:
        to = f"{address.removesuffix('/query')}/store?{graph}"
        load = urllib.request.Request(to, INCIDENTS, {"Content-Type": "text/turtle"}, method="POST")
        urllib.request.urlopen(load, timeout=20).close()
        answer = asked(more, question, {"peer": address})
    counted = {shorten(row["department"]): (row["peer_incidents"], row["peer_status"]) for row in answer.rows}
    assert counted == {"admin:16": ("", "nothing"), "admin:25": ("2", "answered")}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("sends: ubigeo", "sends: name", "remote-sends"),
        ("key: ubigeo", "key: wikidata_item", "remote-key"),
        ("VALUES ?key { }", "", "remote-query"),
        ("SELECT DISTINCT ?key ?wikidata_item", "SELECT DISTINCT ?key", "remote-query"),
        (
            "?wikidata_item wdt:P844 ?key .",
            "SERVICE <https://example.org/> { ?wikidata_item wdt:P844 ?key }",
            "remote-query",
        ),
        ("name: wikidata_area, type: decimal", "name: wikidata_area, type: entity", "remote-columns"),
        ("name: wikidata_area, type", "name: area_there, type", "remote-columns"),
        ("newest: wikidata_as_of", "newest: ubigeo", "remote-columns"),
        ("endpoint: wikidata", "endpoint: Wiki-data", "remote-name"),
    ],
)
def test_a_remote_part_that_is_not_sound_is_refused(tmp_path: Path, old: str, new: str, rule: str) -> None:
    text = DISTRICTS.read_text(encoding="utf-8")
    path = tmp_path / "theme" / "districts.rq"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert lint_header(parse_question(path)) == []
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert rule in lint_header(parse_question(path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("endpoint: wikidata", "endpoint: 7"),
        ("endpoint: wikidata", "chunk: many"),
        ("key: ubigeo", "key: yes"),
        ("title: {es: Wikidata, en: Wikidata}", "title: Wikidata"),
        ("title: {es: Wikidata, en: Wikidata}", "title: {es: Wikidata}"),
        ("sends: ubigeo", "token: x"),
        ("    query: |", "    other: |"),
        ("    columns:", "    column:"),
    ],
)
def test_a_remote_part_that_is_badly_written_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = DISTRICTS.read_text(encoding="utf-8")
    head, part = text.split("#+ remote:\n")
    assert old in part
    path = tmp_path / "theme" / "districts.rq"
    path.parent.mkdir()
    path.write_text(head + "#+ remote:\n" + part.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(QuestionError):
        parse_question(path)


# The join by itself -----------------------------------------------------------------------------------------


def test_a_row_of_several_keys_has_what_is_said_of_any(question: Question) -> None:
    part = replace(next(one for one in question.remote if one.endpoint == "wikidata"), key="keys")
    columns = [one for one in question.columns if one.remote == "wikidata" and one.name not in part.told]
    rows = [{"keys": "01 02"}, {"keys": ""}, {"keys": "02"}, {"keys": "03"}]
    said, unread = read(
        [
            {"key": {"value": "01"}, "wikidata_population": {"value": "5"}, "wikidata_item": {"value": "b"}},
            {"key": {"value": "02"}, "wikidata_population": {"value": "5"}, "wikidata_item": {"value": "a"}},
            {"key": {"value": "02"}, "wikidata_population": {"value": "4"}, "wikidata_as_of": {"value": "2001"}},
        ],
        columns,
        {"01", "02", "03"},
    )
    found = beside(rows, part, columns, said, {"01", "02", "03"}, {"03"})
    assert unread == 0
    assert [one["keys"] for one in found] == ["01 02", "", "02", "03"]
    assert [one["wikidata_item"] for one in found] == ["a b", "", "a", ""]
    # What has a year goes before what has none.
    assert [one["wikidata_population"] for one in found] == ["4", "", "4", ""]
    assert [one["wikidata_status"] for one in found] == ["answered", "not-sent", "answered", "missing"]


# For programs -----------------------------------------------------------------------------------------------


def test_programs_read_what_is_missing(small: Release, question: Question, servers: dict[str, str]) -> None:
    answer = asked(small, question, {"wikidata": nobody()})
    told = json.loads(json_answer(answer, "es"))
    peer, wikidata = told["remote"]
    assert (peer["endpoint"], peer["asked"]) == ("peer", False)
    numbers = {
        name: wikidata[name] for name in ("asked", "sent", "answered", "missing", "not_sent", "unread", "retrieved")
    }
    assert numbers == {
        "asked": True,
        "sent": 3,
        "answered": 0,
        "missing": 3,
        "not_sent": 0,
        "unread": 0,
        "retrieved": "2026-11-29T12:30:00Z",
    }
    assert wikidata["problem"]["key"] == "endpoint.down"
    assert wikidata["text"]["en"].startswith("MISSING is the part of Wikidata")
    assert {one["name"] for one in told["columns"] if one.get("remote") == "wikidata"} >= set(wikidata["columns"])
    assert {row["wikidata_status"] for row in told["rows"]} == {"missing"}
    [first, *_] = csv.DictReader(io.StringIO(csv_table(answer, "es")))
    assert first["Fuera de este grafo"].startswith("El otro grafo no se preguntó")
    assert "FALTA la parte de Wikidata" in first["Fuera de este grafo"]
    assert (first["Wikidata: qué falta"], first["Wikidata: estado"]) == ("no respondió", "missing")


def test_an_answer_of_another_question_says_nothing_of_it(small: Release, question: Question) -> None:
    plain = ask(small, replace(question, remote=(), columns=tuple(one for one in question.columns if not one.remote)))
    assert "remote" not in json.loads(json_answer(plain, "en"))
    assert "Outside of this graph" not in csv_table(plain, "en")
