"""The Spanish legal terms: what ``ontology/GLOSSARY.csv`` says to write, and no text of ours writes its false friends.

``not_es`` holds phrases separated by semicolons: words as they stand, ``*`` for any ending, ``…`` for up to three words
in between. Case and accents do not matter; a phrase never reaches across a punctuation mark. Exact published titles of
documents are not ours to mend, and hidden labels serve for search only.
"""

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import amazongraph
from amazongraph import terms
from amazongraph.resources import data_dir
from amazongraph.sources.curated import FOLDER
from amazongraph.values import fold

COLUMNS = ["key", "term_es", "term_en", "not_es", "note_es", "note_en", "source"]
HIDDEN = terms.SKOS + "hiddenLabel"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


GLOSSARY = rows_of(data_dir("ontology") / "GLOSSARY.csv")


def phrases(row: dict[str, str]) -> list[str]:
    return [phrase.strip() for phrase in row["not_es"].split(";") if phrase.strip()]


FALSE_FRIENDS = [(row["key"], phrase) for row in GLOSSARY for phrase in phrases(row)]


def pattern(phrase: str) -> re.Pattern[str]:
    parts = []
    for word in fold(phrase).replace("...", "…").split():
        parts.append(r"(?:[\w-]+ ){0,3}" if word == "…" else re.escape(word).replace(r"\*", r"\w*") + " ")
    return re.compile(r"(?<![\w.])" + "".join(parts).removesuffix(" ") + r"(?!\w)")


PATTERNS = [(key, phrase, pattern(phrase)) for key, phrase in FALSE_FRIENDS]


def found(text: str, titles: list[str]) -> list[tuple[str, str]]:
    """The false friends in a text, as (key, phrase), once the published titles it quotes are left out."""
    plain = fold(text)
    if not any(one.search(plain) for _, _, one in PATTERNS):
        return []
    for title in titles:
        plain = plain.replace(title, " ; ")
    return [(key, phrase) for key, phrase, one in PATTERNS if one.search(plain)]


def spanish_turtle(path: Path) -> Iterator[str]:
    for triple in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE):
        value = triple.object
        if isinstance(value, ox.Literal) and value.language == "es" and triple.predicate.value != HIDDEN:
            yield value.value


def spanish_toml(value: object, wanted: bool = False) -> Iterator[str]:
    """The strings under a key ``es`` (``title = { es = ... }``) or a key that ends in ``_es``."""
    if isinstance(value, str) and wanted:
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from spanish_toml(inner, wanted or key == "es" or key.endswith("_es"))
    elif isinstance(value, list):
        for inner in value:
            yield from spanish_toml(inner, wanted)


def spanish_table(path: Path) -> Iterator[str]:
    for row in rows_of(path):
        yield from (value for name, value in row.items() if name.endswith("_es") and value)


def spanish_texts(ontology: Path, queries: Path, package: Path, tables: Path) -> Iterator[tuple[Path, str]]:
    """Every Spanish text of ours, with its file. Headers of queries are taken whole, in both languages."""
    for path in sorted(ontology.rglob("*.ttl")):
        yield from ((path, text) for text in spanish_turtle(path))
    for path in sorted([*ontology.rglob("*.rq"), *queries.rglob("*.rq")]):
        head = [line.removeprefix("#+") for line in path.read_text(encoding="utf-8").splitlines() if line[:2] == "#+"]
        yield from ((path, line) for line in head)
    for path in sorted([*package.glob("*.toml"), *package.glob("site/*.toml"), *tables.glob("*.toml")]):
        yield from ((path, text) for text in spanish_toml(tomllib.loads(path.read_text(encoding="utf-8"))))
    for path in sorted([*ontology.rglob("*.csv"), *tables.glob("*.csv")]):
        if path.name != "GLOSSARY.csv":
            yield from ((path, text) for text in spanish_table(path))


def published_titles(tables: Path) -> list[str]:
    """Longest first: a title may hold another."""
    titles = {fold(row["title"]) for row in rows_of(tables / "documents.csv") if len(row["title"].split()) > 1}
    return sorted(titles, key=lambda title: (-len(title), title))


TITLES = published_titles(FOLDER)


@pytest.fixture(scope="module")
def texts() -> list[tuple[Path, str]]:
    package = Path(amazongraph.__file__).parent
    return list(spanish_texts(data_dir("ontology"), data_dir("queries"), package, FOLDER))


@pytest.fixture(scope="module")
def mistakes(texts: list[tuple[Path, str]]) -> list[tuple[str, str]]:
    """(key of the glossary, what is wrong where), over all texts of ours."""
    return [(key, f"{path.name}: «{phrase}» in: {text}") for path, text in texts for key, phrase in found(text, TITLES)]


@pytest.mark.parametrize("key", [row["key"] for row in GLOSSARY if row["not_es"]])
def test_no_spanish_text_uses_a_false_friend_of(key: str, mistakes: list[tuple[str, str]]) -> None:
    assert [where for named, where in mistakes if named == key] == []


def test_every_kind_of_file_was_read(texts: list[tuple[Path, str]]) -> None:
    read = {path.name for path, _ in texts}
    assert {"tenure.ttl", "bound.ttl", "core.ttl", "contested-property.rq", "murder-counts.rq", "messages.toml"} <= read
    assert {"incidents.csv", "norms.csv", "norms.toml"} <= read
    assert len(texts) > 1000


# --- the glossary itself ---------------------------------------------------------------------------


def test_the_glossary_is_whole() -> None:
    assert list(GLOSSARY[0]) == COLUMNS
    keys = [row["key"] for row in GLOSSARY]
    assert len(keys) == len(set(keys))
    assert all(terms.KEY.fullmatch(key) for key in keys)
    for row in GLOSSARY:
        assert row["term_es"] and row["term_en"] and row["source"], row["key"]
        assert bool(row["note_es"]) == bool(row["note_en"]), row["key"]


@pytest.mark.parametrize("row", GLOSSARY, ids=lambda row: row["key"])
def test_a_term_to_write_is_no_false_friend_of_another(row: dict[str, str]) -> None:
    assert found(row["term_es"], []) == []
    assert found(f"Consta {row['term_es']} en el documento.", []) == []


# --- the test can fail -----------------------------------------------------------------------------


def sample(phrase: str) -> str:
    return phrase.replace("…", "de las").replace("*", "s")


@pytest.mark.parametrize(("key", "phrase"), FALSE_FRIENDS)
def test_a_false_friend_is_seen_in_any_case_and_with_or_without_accents(key: str, phrase: str) -> None:
    for text in (sample(phrase), sample(phrase).upper(), fold(sample(phrase))):
        assert (key, phrase) in found(f"Según la nota, {text}, sin más.", [])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Extensión del estado de emergencia por 60 días", "emergency-extension"),
        ("El Gobierno extendió otra vez la emergencia", "emergency-extension"),
        ("Decreto de Urgencia 001", "emergency-declaration"),
        ("los pueblos no contactados", "peoples-in-isolation"),
        ("Detectan una narcopista", "airstrip"),
        ("DL 22175, de comunidades nativas", "decree-law"),
        ("el D.L. 1241", "decree-law"),
        ("concesión en uso de la tierra forestal", "use-right"),
        ("tres pistas fueron reabiertas", "airstrip-reopened"),
    ],
)
def test_what_people_write_is_caught(text: str, key: str) -> None:
    assert key in {named for named, _ in found(text, [])}


@pytest.mark.parametrize(
    "text",
    [
        "Prórroga del estado de emergencia por 60 días",
        "La extensión es de 120 ha; rige el estado de emergencia.",
        "Una concesión forestal se superpone",
        "El Decreto Ley N.° 22175 y el Decreto Legislativo N.° 1241",
        "La Ley 31973 cambia la zonificación forestal",
        "garantías personales, mecanismo intersectorial y medidas de protección",
        "un tribunal y un tributo",
        "la pista se ve rehabilitada",
    ],
)
def test_right_words_pass(text: str) -> None:
    assert found(text, []) == []


def test_a_published_title_may_be_quoted_and_nothing_else() -> None:
    title = "Detectan hasta 65 narcoaeropuertos en el Vraem"
    assert fold(title) in TITLES
    assert found(f"Lo dice la nota «{title}».", TITLES) == []
    assert found(f"Lo dice la nota «{title}» sobre un narcoaeropuerto.", TITLES) == [("airstrip", "narcoaeropuerto*")]
    assert found("Detectan narcoaeropuertos.", TITLES) == [("airstrip", "narcoaeropuerto*")]


def test_a_planted_false_friend_is_found_in_each_kind_of_file(tmp_path: Path) -> None:
    planted = {
        "ontology/modules/a.ttl": '<urn:a> <urn:p> "un pueblo no contactado"@es, "not contacted"@en .',
        "ontology/checks/b.rq": "#+ message:\n#+   es: Una narcopista.\nSELECT * WHERE { ?s ?p ?o }",
        "queries/x/c.rq": '#+ question: {es: "¿Qué dice el DL 22175?", en: "What?"}\nSELECT * WHERE { ?s ?p ?o }',
        "package/messages.toml": '[a.b]\nes = "decreto de urgencia"\nen = "decree"',
        "tables/d.toml": '[card]\ntitle = { es = "Resguardos indígenas", en = "Reserves" }',
        "tables/e.csv": "key,note_es,note_en\na,extensión de la emergencia,extension",
    }
    clean = {
        "ontology/vocab/f.ttl": f'<urn:a> <{HIDDEN}> "narcopista"@es ; <urn:p> "narcopista"@pt .',
        "tables/documents.csv": "key,title,note_en\na,Una narcopista en la selva,a narcopista",
    }
    for name, text in (planted | clean).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    folders = (tmp_path / name for name in ("ontology", "queries", "package", "tables"))
    titles = published_titles(tmp_path / "tables")
    caught = {path.relative_to(tmp_path).as_posix() for path, text in spanish_texts(*folders) if found(text, titles)}
    assert caught == set(planted)
