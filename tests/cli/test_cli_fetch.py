"""``amazongraph fetch``: what the user sees, the exit codes, and that the same command goes on."""

import json
import sys
from pathlib import Path

import pytest
from console import run

from amazongraph.sources.fetched import read_note

sys.path.insert(0, str(Path(__file__).parents[1] / "linking"))

from endpoints import Reply, fake, nobody, results

QUERY = "SELECT ?name WHERE { ?x <http://example.org/name> ?name } ORDER BY ?name"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.rq").write_text(QUERY, encoding="utf-8")


def fetch(address: str, *more: object):
    return run("fetch", "wikidata", "--query", "names.rq", "--endpoint", address, "--pause", 0, "--tries", 1, *more)


def test_a_query_of_ones_own_is_fetched_into_a_file(tmp_path: Path) -> None:
    with fake(Reply(results("a"))) as server:
        ran = fetch(server.address)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("Página 1: 1 filas.\n1 filas en ")
    assert "wikidata-names.json" in ran.err
    note = read_note(tmp_path / "wikidata-names.json")
    assert note is not None
    assert (note.endpoint, note.query, note.rows, note.licence) == (server.address, QUERY, 1, "")


def test_a_class_is_fetched_by_name() -> None:
    with fake(Reply(results("a"))) as server:
        ran = run("fetch", "wikidata", "--class", "districts", "--endpoint", server.address, "--lang", "en", "--json")
    said = json.loads(ran.out)
    assert (ran.code, said["rows"], Path(said["file"]).name) == (0, 1, "wikidata-districts.json")
    assert "wdt:P844" in server.queries[0]


def test_the_classes_are_listed() -> None:
    assert "districts  distritos del Perú, con su ubigeo" in run("fetch", "wikidata", "--list").out.splitlines()
    assert set(json.loads(run("fetch", "wikidata", "--list", "--json").out)["peoples"]) == {"es", "en"}


def test_a_failure_says_what_is_kept_and_the_same_command_goes_on(tmp_path: Path) -> None:
    with fake(Reply(results("a", "b")), Reply(b"", 500, "text/plain"), Reply(results("c"))) as server:
        first = fetch(server.address, "--page", 2)
        second = fetch(server.address, "--page", 2)
    assert first.code == 4
    assert "Páginas guardadas: 1. La misma orden sigue desde ahí." in first.err
    assert "HTTP 500" in first.err
    assert second.code == 0
    assert "Se sigue donde quedó: páginas que ya están, 1." in second.err
    assert len(json.loads((tmp_path / "wikidata-names.json").read_text(encoding="utf-8"))["results"]["bindings"]) == 3


def test_an_order_that_is_broken_off_keeps_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake(Reply(results("a", "b")), Reply(results("c"))) as server:
        with monkeypatch.context() as patched:
            patched.setattr("amazongraph.linking.fetch._check", _broken_off_at_the_second())
            first = fetch(server.address, "--page", 2)
        second = fetch(server.address, "--page", 2)
    assert (first.code, "Páginas guardadas: 1." in first.err) == (130, True)
    assert (second.code, "páginas que ya están, 1" in second.err) == (0, True)


def _broken_off_at_the_second():
    pages = iter(range(2))

    def check(*_: object) -> None:
        if next(pages) == 1:
            raise KeyboardInterrupt

    return check


def test_nothing_is_left_where_nobody_answers(tmp_path: Path) -> None:
    ran = fetch(nobody(), "--lang", "en")
    assert (ran.code, len(ran.err.splitlines())) == (4, 1)
    assert "does not answer" in ran.err
    assert not (tmp_path / "wikidata-names.json").exists()


def test_a_recent_file_is_not_fetched_again_unless_one_says_so() -> None:
    with fake(Reply(results("a"))) as server:
        fetch(server.address)
        again = fetch(server.address)
        assert (again.code, "--again" in again.err, len(server.queries)) == (0, True, 1)
        fetch(server.address, "--again")
    assert len(server.queries) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--class"),
        (("--class", "districts", "--query", "names.rq"), "--query"),
        (("--class", "rivers"), "districts"),
        (("--query", "plain.rq"), "ORDER BY"),
        (("--query", "latin.rq"), "UTF-8"),
        (("--query", "names.rq", "--endpoint", "file:///x"), "https://"),
    ],
)
def test_what_cannot_be_asked_is_told(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "plain.rq").write_text("SELECT * { ?s ?p ?o }", encoding="utf-8")
    (tmp_path / "latin.rq").write_bytes(b"# \xf1\n" + QUERY.encode())
    ran = run("fetch", "wikidata", *arguments)
    assert (ran.code, words in ran.err) == (2, True)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with fake(Reply(results("a"))) as server:
        ran = fetch(server.address, "--to", "taken/names.json")
    assert (ran.code, "taken" in ran.err) == (2, True)
