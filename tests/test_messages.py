"""Messages and errors: both languages say the same of the same things, none is left over, and errors are told."""

import ast
import pickle
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import amazongraph
from amazongraph import errors, messages, ontology
from amazongraph.build import STAGES
from amazongraph.compare.words import _CLOSING, _FIGURE_COLUMNS, _STATEMENT_COLUMNS
from amazongraph.diff.changes import ENTITY_CHANGES, FIGURE_CHANGES, STATEMENT_CHANGES
from amazongraph.disclosure import PROFILES, REASONS, RULES
from amazongraph.errors import AmazonGraphError, CheckFailedError, Problem, QueryError, SourceError
from amazongraph.linking.scoring import FEATURES, levels
from amazongraph.questions.remote import KINDS, MISSING, NOT_SENT, NOTHING, SEVERAL

KEYS = messages.keys()
GROUPS = {key.partition(".")[0] for key in KEYS}
# Messages whose key is put together by the program: group -> the words it may be put together with.
COMPOSED = {
    "stage": set(STAGES),
    "profile": set(PROFILES),
    "cite": set(ontology.load().concepts["reading"]),
    "cell": {"flag", "decimal", "integer", "boolean", "interval", "web-address", "language"},
    "question": {"answers", "in-part", "needs"},
    "severity": {"violation", "warning", "info"},
    "withheld": set(RULES),
    "shelter": {"synced", "checkout"},
    "refused": {"class", *REASONS},
    "sources": {"key", "title", "licence", "retrieved", "rhythm", "remark"},
    "add": {
        *("encoding", "separator", "sheet", "layer", "crs", "form", "repaired", "preamble", "unnamed", "footnotes"),
        *("sections", "repeated", "warned"),
    },
    "feature": {"name-similarity", "name-exact", "namesakes", "type-match", "property"},
    "compare": {*_FIGURE_COLUMNS, *_STATEMENT_COLUMNS, *_CLOSING},
    "diff": {
        *STATEMENT_CHANGES[:3],
        *FIGURE_CHANGES,
        *ENTITY_CHANGES,
        *(f"now-{verdict}" for verdict in STATEMENT_CHANGES[3:]),
        *(f"by-{heading}" for heading in ("source", "place", "reason", "class")),
        *("figures", "statements", "verdicts", "entities"),
    },
    "find": {"name", "type", "place", "id"},
    "kind": {"norm", "people", "reserve", "statement"},
    "excel": {"columns", "head", "kind", "name", "other", "property", "read-me", "rows-of", "sheet", "unit"},
    "beside": {"iri", "from", "to"},
    "column": {
        *("iri", "class", "name-es", "name-en", "contested", "reported-by", "sources", "sources-iri", "id", "thing"),
        *("thing-iri", "property", "property-iri", "value", "value-iri", "language", "as-written", "relays", "as-of"),
        *("valid-from", "valid-to", "standing", "verdict", "reason", "number", "title", "publishers", "date", "url"),
        *("reading-es", "reading-en", "citation-es", "citation-en", "longitude", "latitude", "licence"),
    },
    "review": {
        *("mark", "decision", "comment", "accept", "reject", "unsure", "undo", "explain", "skip", "quit", "name"),
        *("others", "type", "place", "people", "codes", "sources", "iri", "score", "why"),
    },
    "why": {*FEATURES, "prior", *levels()},
    "panel": {
        *(f"column-{name}" for name in ("unit-code", "unit-name", "department-code", "department", "province-code")),
        *("column-province", "column-merged-units", "column-year"),
        *(
            start + part
            for start in ("value", "rule")
            for part in ("", "-low", "-high", "-bound", "-figures", "-break")
        ),
    },
    "sends": set(KINDS),
    "elsewhere": {MISSING, NOT_SENT, NOTHING, SEVERAL},
    "show": {"property", "value", "verdict", "who", "as-of", "source"},
}
# The functions that take the key of a message and the values of its places.
TELLS = re.compile(r"(^|\.)(text|say|problem|Problem|\w+Error)$")
ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AmazonGraphError)]


def places(key: str, lang: str) -> set[str]:
    """The places of a message; one that is filled by language (``{es}`` here, ``{en}`` there) counts as one place."""
    found = {name for _, name, _, _ in Formatter().parse(messages._catalogue()[key][lang]) if name is not None}
    return {"<text>" if name in messages.LANGUAGES else name for name in found}


@cache
def trees() -> tuple[ast.Module, ...]:
    source = Path(amazongraph.__file__).parent.rglob("*.py")
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in source)


def nodes(kind: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for tree in trees() for node in ast.walk(tree) if isinstance(node, kind))


def written() -> set[str]:
    """Every text of the program that has the form of a message key of a known group."""
    texts = {node.value for node in nodes(ast.Constant) if isinstance(node.value, str)}
    return {text for text in texts if re.fullmatch(r"[a-z]+\.[a-z-]+", text) and text.partition(".")[0] in GROUPS}


def beginnings() -> set[str]:
    """The groups of messages whose key the program puts together: ``f"stage.{name}"`` and ``"cite." + name``."""
    texts = {node.values[0].value for node in nodes(ast.JoinedStr) if isinstance(node.values[0], ast.Constant)}
    texts |= {node.left.value for node in nodes(ast.BinOp) if isinstance(node.left, ast.Constant)}
    return {text[:-1] for text in texts if isinstance(text, str) and text.endswith(".") and text[:-1] in GROUPS}


@pytest.mark.parametrize("key", KEYS)
def test_a_message_says_the_same_of_the_same_things_in_both_languages(key: str) -> None:
    said = messages._catalogue()[key]
    assert set(said) == {"es", "en"}
    assert all(text.strip() for text in said.values())
    assert places(key, "es") == places(key, "en")


def test_every_key_the_program_writes_is_there_and_every_key_there_is_written() -> None:
    # A file name or a module of ours may look like a key.
    named = {
        text
        for text in written()
        if text.rpartition(".")[2] not in {"json", "csv", "html", "parquet", "py", "toml", "ttl"}
    }
    composed = {f"{group}.{word}" for group, words in COMPOSED.items() for word in words}
    assert named | composed == set(KEYS)


def test_no_other_key_is_put_together() -> None:
    assert beginnings() == set(COMPOSED)


def test_every_call_fills_every_place_of_its_message() -> None:
    checked = 0
    for call in nodes(ast.Call):
        if not TELLS.search(ast.unparse(call.func)):
            continue
        named = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and arg.value in KEYS]
        given = {keyword.arg for keyword in call.keywords}
        for keyword in call.keywords:
            if keyword.arg == "values" and isinstance(keyword.value, ast.Dict):
                given |= {name.value for name in keyword.value.keys if isinstance(name, ast.Constant)}
        if len(named) == 1 and None not in given and named[0] not in {"check.finding", "check.united"}:
            assert places(named[0], "es") <= given, f"{named[0]} in line {call.lineno}"
            checked += 1
    assert checked > 60


@pytest.mark.parametrize("key", [key for key in KEYS if key.startswith(("table.", "cell."))])
@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_what_is_wrong_with_an_input_comes_with_what_to_do(key: str, lang: str) -> None:
    assert re.fullmatch(r".+\. .+\.", messages._catalogue()[key][lang])


def test_a_message_is_filled_in() -> None:
    assert messages.text("cell.document", "es", value="x") == (
        "ningún documento tiene la clave «x». Agréguelo a documents.csv o corrija la clave."
    )
    assert messages.text("cell.document", "en", value="x") == (
        'no document has the key "x". Add it to documents.csv or mend the key.'
    )


def test_braces_in_a_value_are_left_as_they_are() -> None:
    assert messages.text("cell.document", "en", value="{lang}").startswith('no document has the key "{lang}".')


@pytest.mark.parametrize(
    ("key", "lang", "values"),
    [
        pytest.param("cell.nothing", "es", {}, id="an unknown key"),
        pytest.param("cell.empty", "qu", {}, id="an unknown language"),
        pytest.param("cell.document", "es", {}, id="a place without a value"),
    ],
)
def test_what_cannot_be_said_is_an_error_of_ours(key: str, lang: str, values: dict[str, object]) -> None:
    with pytest.raises(KeyError):
        messages.text(key, lang, **values)


@pytest.mark.parametrize(
    ("problem", "es", "en"),
    [
        pytest.param(
            Problem("cell.empty", "figures.csv", 7, "unit"),
            "figures.csv, fila 7, columna unit: la celda está vacía y es necesaria. Complétela.",
            "figures.csv, row 7, column unit: the cell is empty and is needed. Fill it in.",
            id="file, row and column",
        ),
        pytest.param(
            Problem("table.width", "areas.csv", 7, values={"found": 3, "expected": 4}),
            "areas.csv, fila 7: la fila tiene 3 celdas y el encabezado 4. Revise las comas y las comillas de la fila.",
            "areas.csv, row 7: the row has 3 cells and the header 4. Check the commas and quotation marks of the row.",
            id="file and row",
        ),
        pytest.param(
            Problem("table.absent", "figures.csv"),
            "figures.csv: no se encuentra el archivo. Devuélvalo a su carpeta o reinstale el paquete.",
            "figures.csv: the file is not there. Put it back in its folder or install the package again.",
            id="file only",
        ),
        pytest.param(
            Problem("cell.empty"),
            "la celda está vacía y es necesaria. Complétela.",
            "the cell is empty and is needed. Fill it in.",
            id="nowhere",
        ),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(problem: Problem, es: str, en: str) -> None:
    assert (problem.text("es"), problem.text("en")) == (es, en)


def problems(count: int) -> list[Problem]:
    return [Problem("cell.empty", "figures.csv", row, "unit") for row in range(2, count + 2)]


def test_all_problems_of_a_source_are_told_a_line_each() -> None:
    told = SourceError(*problems(20)).text("es").splitlines()
    assert len(told) == 20
    assert told[0].startswith("figures.csv, fila 2,")
    assert told[-1].startswith("figures.csv, fila 21,")


def test_of_very_many_problems_the_first_are_told_and_the_others_counted() -> None:
    error = SourceError(*problems(25))
    assert len(error.problems) == 25
    assert len(error.text("es").splitlines()) == 21
    assert error.text("es").splitlines()[-1] == "… y 5 problemas más."
    assert error.text("en").splitlines()[-1] == "… and 5 more problems."


def test_a_failed_check_gives_the_verdict_and_the_findings() -> None:
    said = {"focus": "figure:kill-001", "es": "No tiene unidad.", "en": "It has no unit."}
    error = CheckFailedError((Problem("check.finding", "figures.csv", 7, "unit", said),))
    assert error.text("es").splitlines() == [
        "No se publicó nada: 1 registros incumplen una regla. Corríjalos, o use --set-aside para apartar sus filas.",
        "figures.csv, fila 7, columna unit: figure:kill-001: No tiene unidad.",
    ]
    assert error.text("en").splitlines() == [
        "Nothing was published: 1 records break a rule. Mend them, or use --set-aside to leave their rows out.",
        "figures.csv, row 7, column unit: figure:kill-001: It has no unit.",
    ]


def test_an_error_printed_as_it_is_speaks_english() -> None:
    error = AmazonGraphError("release.removed", count=2)
    assert (str(error), error.text("es")) == ("Releases removed: 2.", "Versiones borradas: 2.")
    assert (error.key, error.values) == ("release.removed", {"count": 2})


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(errors.QueryError("query.timeout", seconds=3), id="with values"),
        pytest.param(SourceError(*problems(3)), id="with problems"),
        pytest.param(CheckFailedError(tuple(problems(2))), id="with findings"),
    ],
)
def test_an_error_of_one_process_is_the_same_in_another(error: AmazonGraphError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (copy.text("es"), copy.text("en"), vars(copy)) == (error.text("es"), error.text("en"), vars(error))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.SettingsError, 2),
        (errors.SourceError, 3),
        (errors.OntologyError, 3),
        (errors.BuildRunningError, 4),
        (errors.CheckFailedError, 1),
        (errors.ReleaseError, 4),
        (errors.QuestionError, 2),
        (errors.ParameterError, 2),
        (errors.QueryError, 2),
        (errors.EndpointError, 4),
        (errors.EntityError, 2),
    ],
)
def test_each_kind_of_error_has_its_exit_code(kind: type[AmazonGraphError], code: int) -> None:
    assert kind.exit_code == code


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"── (\w+)", errors.__doc__ or "")
    assert sorted(drawn) == sorted(kind.__name__ for kind in ERRORS if kind is not AmazonGraphError)
    assert all(kind.__doc__ for kind in ERRORS)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param("\x1b[31mrojo\x07", "␛[31mrojo␇", id="what steers a terminal"),
        pytest.param("a\tb\x9bc", "a b\ufffdc", id="a tab, and a control character beyond ASCII"),
        pytest.param("\u202etxt.exe", "\ufffdtxt.exe", id="letters turned round"),
        pytest.param("\ud800", "\ufffd", id="half a letter"),
        pytest.param("Asháninka\n«Ñ»", "Asháninka\n«Ñ»", id="letters"),
    ],
)
def test_a_value_in_a_message_does_not_act_on_the_screen(value: str, told: str) -> None:
    said = Problem("cell.level", f"{value}.csv", 2, value, {"value": value}).text("en")
    assert said.count(told) == 3
    assert messages.text("cell.level", "es", value=value).count(told) == 1


def test_of_a_cell_that_holds_a_book_the_beginning_is_told() -> None:
    problem = Problem("cell.level", "x.csv", 2, "9" * 5000, {"value": "9" * 5000})
    assert problem.text("en").count("9" * 2000 + "…") == 2
    assert len(problem.text("es")) < 5000
    assert len(QueryError("query.syntax", detail="x" * 5000).text("es")) < 3000
