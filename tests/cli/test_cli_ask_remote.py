"""``amazongraph ask --remote``: what is told before anything is sent; a failure leaves an answer and code 0."""

import csv
import io
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from console import Ran, run

sys.path.insert(0, str(Path(__file__).parents[1] / "linking"))

from endpoints import Reply, fake, nobody

import amazongraph as ag
from amazongraph.errors import SettingsError
from amazongraph.settings import Settings

ASK = ("ask", "languages-in-wikidata", "--param", "people=people:awajun")
SAID = {
    "key": {"type": "literal", "value": "agr"},
    "wikidata_name_en": {"type": "literal", "value": "Aguaruna", "xml:lang": "en"},
    "wikidata_speakers": {"type": "literal", "value": "53000"},
    "wikidata_as_of": {"type": "literal", "value": "2007"},
}
ANSWER = Reply(json.dumps({"head": {"vars": list(SAID)}, "results": {"bindings": [SAID]}}).encode())
Workspace = Callable[[str], Path]


@pytest.fixture
def workspace(tmp_path: Path, reference: Settings) -> Workspace:
    """A workspace with the reference release that allows an address for Wikidata."""

    def made(address: str) -> Path:
        said = [
            f"graph = {json.dumps(str(reference.graph))}",
            "[endpoints.wikidata]",
            f'url = "{address}"',
            "seconds = 5",
        ]
        (tmp_path / "amazongraph.toml").write_text("\n".join([*said, "pause = 0"]), encoding="utf-8")
        return tmp_path

    return made


def ask(folder: Path, *more: str) -> Ran:
    return run("--workspace", folder, *ASK, *more)


def test_what_is_sent_and_to_whom_is_told(workspace: Workspace) -> None:
    with fake(ANSWER) as server:
        ran = ask(workspace(server.address), "--remote", "wikidata", "--lang", "en")
    assert ran.code == 0
    assert f"Asking Wikidata ({server.address}), which is sent: 1 ISO 639-3 codes of languages" in ran.err
    assert "53000" in ran.out
    assert f"Wikidata says so ({server.address}, asked on 20" in " ".join(ran.out.split())
    assert ["agr" in query for query in server.queries] == [True]


def test_without_the_word_nothing_is_asked(workspace: Workspace) -> None:
    with fake(ANSWER) as server:
        ran = ask(workspace(server.address), "--lang", "es")
    assert ran.code == 0
    assert server.queries == []
    assert "Wikidata no se preguntó" in ran.out
    assert "Se pregunta con --remote wikidata." in ran.out


def test_a_failure_leaves_an_answer_that_says_so(workspace: Workspace) -> None:
    folder = workspace(nobody())
    ran = ask(folder, "--remote", "wikidata", "--lang", "es", "--format", "csv")
    assert ran.code == 0
    [row] = csv.DictReader(io.StringIO(ran.out))
    assert (row["Código ISO 639-3"], row["Wikidata: estado"], row["Hablantes según Wikidata"]) == ("agr", "missing", "")
    assert row["Fuera de este grafo"].startswith("FALTA la parte de Wikidata, para 1 de 1 códigos ISO 639-3")
    assert "FALTA la parte de Wikidata, para 1 de 1 códigos ISO 639-3" in ran.err
    told = json.loads(ask(folder, "--remote", "wikidata", "--format", "json").out)
    assert (told["remote"][0]["missing"], told["remote"][0]["problem"]["key"]) == (1, "endpoint.down")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--remote", "peer"), "asks nothing of"),
        (("--remote", "wikidata", "--bibliography", "ris"), "Leave out --remote"),
    ],
)
def test_what_cannot_be_asked_is_an_error_of_usage(workspace: Workspace, more: tuple[str, ...], told: str) -> None:
    with fake(ANSWER) as server:
        ran = ask(workspace(server.address), *more, "--lang", "en")
    assert (ran.code, ran.data, server.queries) == (2, b"", [])
    assert told in ran.err


def test_an_endpoint_that_is_not_allowed_is_an_error_with_the_remedy(reference: Settings) -> None:
    ran = ask(reference.root, "--remote", "wikidata", "--lang", "es")
    assert (ran.code, ran.data) == (2, b"")
    assert '[endpoints.wikidata]\nurl = "https://query.wikidata.org/sparql"' in ran.err


def test_a_workbook_has_it_too(workspace: Workspace, tmp_path: Path) -> None:
    to = tmp_path / "languages.xlsx"
    chosen = ("--question", ASK[1], *ASK[2:], "--to", to, "--lang", "en")
    with fake(ANSWER) as server:
        folder = workspace(server.address)
        ran = run("--workspace", folder, "export", "xlsx", *chosen, "--remote", "wikidata")
    assert ran.code == 0
    assert f"Asking Wikidata ({server.address})" in ran.err
    book = openpyxl.load_workbook(to)
    head, row = (list(cells) for cells in book[ASK[1]].iter_rows(values_only=True))
    assert row[head.index("Speakers according to Wikidata")] == 53000
    assert len(set(head)) == len(head)
    told = " ".join(str(cell) for sheet in book for cells in sheet.iter_rows(values_only=True) for cell in cells)
    assert f"Wikidata says so ({server.address}, asked on 20" in told


def test_what_is_no_question_asks_nobody(reference: Settings, tmp_path: Path) -> None:
    ran = run("--workspace", reference.root, "export", "csv", "--to", tmp_path / "x", "--remote", "wikidata")
    assert ran.code == 2
    assert "Agregue --question." in ran.err


def test_the_list_of_questions_says_who_can_be_asked(reference: Settings) -> None:
    ran = run("--workspace", reference.root, "questions", "Glottolog", "--lang", "en")
    assert "--remote wikidata  Asks Wikidata, too, if amazongraph.toml allows it" in ran.out


def test_the_same_in_python(workspace: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="amazongraph")
    with fake(ANSWER) as server:
        graph = ag.open(workspace(server.address), lang="en")
        answer = graph.ask("languages-in-wikidata", people="people:awajun", remote=["wikidata"])
        plain = graph.ask("languages-in-wikidata", people="people:awajun")
    [row] = answer
    assert (row["wikidata_speakers"], row["wikidata_name_en"], row["wikidata_as_of"]) == (53000, "Aguaruna", "2007")
    assert answer.to_polars()["wikidata_speakers"].to_list() == [53000]
    assert [(one.endpoint, one.sent, one.answered, one.missing) for one in answer.remote] == [("wikidata", 1, 1, 0)]
    assert "which is sent: 1 ISO 639-3 codes" in caplog.text
    assert (plain.remote, plain[0]["wikidata_speakers"]) == ((), None)
    assert (answer.sources, answer.coverage) == (plain.sources, plain.coverage)
    assert len(server.queries) == 1


def test_python_needs_the_settings_too(reference: Settings) -> None:
    with pytest.raises(SettingsError, match=r"amazongraph\.toml does not allow it"):
        ag.open(reference.root).ask("languages-in-wikidata", remote=["wikidata"])
