"""Judgements as SSSOM tables: what is read is what was written, a bad row is told by its cell, and who decides."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from amazongraph import durable
from amazongraph.errors import SourceError
from amazongraph.resources import data_dir
from amazongraph.sssom import (
    CLOSE,
    EXACT,
    JUSTIFICATIONS,
    MANUAL,
    PREDICATES,
    REVIEW,
    SEMAPV,
    Judgement,
    decided,
    in_force,
    read_judgements,
    read_rows,
    write_judgements,
)

US = "https://w3id.org/amazongraph/"
ONE, OTHER = f"{US}id/admin/25", "https://sws.geonames.org/3691099/"
LEXICAL = SEMAPV + "LexicalMatching"
YES = Judgement(ONE, EXACT, OTHER, justification=MANUAL, confidence="0.9", author=US, date="2026-11-20")

HEAD = "#mapping_set_id: https://example.org/set\n#curie_map:\n#  a: https://example.org/\n"
COLUMNS = (
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tmapping_date\tpredicate_modifier\tother\n"
)
GOOD = "a:1\tskos:exactMatch\ta:2\tsemapv:LexicalMatching\t0.90\t2026-11-20\tNot\tlevel: 2\n"


def written(folder: Path, *rows: str, head: str = HEAD, columns: str = COLUMNS) -> Path:
    path = folder / "set.sssom.tsv"
    path.write_text(head + columns + "".join(rows), encoding="utf-8", newline="")
    return path


def test_a_row_is_read_with_its_prefixes_expanded(tmp_path: Path) -> None:
    assert read_rows(written(tmp_path, GOOD)) == (
        (
            5,
            Judgement(
                "https://example.org/1",
                EXACT,
                "https://example.org/2",
                denied=True,
                justification=LEXICAL,
                confidence="0.9",
                date="2026-11-20",
                level=2,
            ),
        ),
    )


def test_the_shipped_crosswalk_of_concepts_is_read() -> None:
    found = read_judgements(data_dir("ontology") / "mappings" / "act-type.sssom.tsv")
    first = found[0]
    assert (first.subject, first.object) == (f"{US}vocab/act-type/assault", f"{US}code/acled/attack")
    assert first.confidence == "0.4"
    assert all(one.by_person and one.author == US for one in found)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_saved_elsewhere_reads_alike(tmp_path: Path, end: str) -> None:
    plain = read_rows(written(tmp_path, GOOD))
    text = "\ufeff" + (HEAD + COLUMNS + GOOD + "\n").replace("\n", end)
    path = tmp_path / "saved.sssom.tsv"
    path.write_bytes(text.encode())
    assert read_rows(path) == plain


@pytest.mark.parametrize(
    ("good", "bad", "column", "key"),
    [
        ("a:1\t", "b:1\t", "subject_id", "sssom.iri"),
        ("a:1\t", "a:1 >\t", "subject_id", "sssom.iri"),
        ("a:1\t", "\t", "subject_id", "cell.empty"),
        ("skos:exactMatch", "owl:sameAs", "predicate_id", "sssom.predicate"),
        ("semapv:LexicalMatching", "semapv:Guess", "mapping_justification", "sssom.justification"),
        ("0.90", "1.2", "confidence", "sssom.fraction"),
        ("0.90", "0,9", "confidence", "sssom.fraction"),
        ("2026-11-20", "2026-11-31", "mapping_date", "sssom.date"),
        ("2026-11-20", "20/11/2026", "mapping_date", "sssom.date"),
        ("\tNot", "\tno", "predicate_modifier", "sssom.modifier"),
        ("level: 2", "level: 7", "other", "cell.level"),
    ],
)
def test_a_bad_cell_is_told_by_its_place(tmp_path: Path, good: str, bad: str, column: str, key: str) -> None:
    path = written(tmp_path, GOOD, GOOD.replace(good, bad))
    with pytest.raises(SourceError) as raised:
        read_judgements(path)
    found = [(one.key, one.file, one.row, one.column) for one in raised.value.problems]
    assert found == [(key, "set.sssom.tsv", 6, column)]
    assert raised.value.text("es") and raised.value.text("en")


@pytest.mark.parametrize(
    ("head", "columns", "row", "key"),
    [
        ("#mapping_set_id: [\n", COLUMNS, GOOD, "sssom.metadata"),
        ("#mapping_set_id: https://example.org/s\n#mapping_date: 2024-02-30\n", COLUMNS, GOOD, "sssom.metadata"),
        ("#mapping_set_id: https://example.org/s\n#other: " + "[" * 900 + "\n", COLUMNS, GOOD, "sssom.metadata"),
        ("#mapping_set_id: https://example.org/s\n#a: &a [x, x]\n#other: [*a, *a]\n", COLUMNS, GOOD, "sssom.metadata"),
        ("#curie_map: {}\n", COLUMNS, GOOD, "sssom.metadata"),
        ("", COLUMNS, GOOD, "sssom.metadata"),
        (HEAD, COLUMNS.replace("confidence", "confidense"), GOOD, "table.column-unknown"),
        (HEAD, COLUMNS.replace("confidence", "comment").replace("other", "comment"), GOOD, "table.column-twice"),
        (HEAD, COLUMNS.replace("object_id", "object_label"), GOOD, "table.column-missing"),
        (HEAD, COLUMNS, "a:1\ta:2\n", "table.width"),
        (HEAD, COLUMNS, GOOD + '"', "table.torn"),
    ],
)
def test_a_table_that_is_not_well_formed_is_refused(
    tmp_path: Path, head: str, columns: str, row: str, key: str
) -> None:
    with pytest.raises(SourceError) as raised:
        read_judgements(written(tmp_path, row, head=head, columns=columns))
    assert key in {one.key for one in raised.value.problems}


def test_what_the_metadata_say_holds_for_rows_that_do_not(tmp_path: Path) -> None:
    head = HEAD + "#mapping_date: 2026-11-01\n#mapping_tool: amazongraph\n#other: 'level: 1'\n"
    columns = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_tool\tother\n"
    rows = (
        "a:1\tskos:exactMatch\ta:2\tsemapv:LexicalMatching\t\t\n",
        "a:1\tskos:exactMatch\ta:3\tsemapv:LexicalMatching\tx\tlevel: 3\n",
    )
    one, other = read_judgements(written(tmp_path, *rows, head=head, columns=columns))
    assert (one.date, one.tool, one.level) == ("2026-11-01", "amazongraph", 1)
    assert (other.date, other.tool, other.level) == ("2026-11-01", "x", 3)


def test_slots_that_are_not_used_here_are_kept(tmp_path: Path) -> None:
    columns = COLUMNS.replace("\n", "\tsubject_category\n")
    path = written(tmp_path, GOOD.replace("level: 2", "seen: yes|level: 2").replace("\n", "\tplace\n"), columns=columns)
    (one,) = read_judgements(path)
    write_judgements(path, "https://example.org/set", "A set", [one])
    assert read_judgements(path) == (one,)
    assert dict(one.more) == {"subject_category": "place", "other": "seen: yes"}


names = st.from_regex(r"https://(a|sws)\.example\.org/[a-z]{1,3}[/#][a-z0-9]{1,4}/?", fullmatch=True)
texts = st.text("áñ\"'\t #|:x ", max_size=12).map(lambda text: " ".join(text.split()))
fractions = st.sampled_from(["", "0", "0.5", "0.985", "1"])
judgements = st.builds(
    Judgement,
    names,
    st.sampled_from(PREDICATES),
    names,
    denied=st.booleans(),
    justification=st.sampled_from(sorted(JUSTIFICATIONS)),
    confidence=fractions,
    author=st.sampled_from(["", US]),
    date=st.sampled_from(["", "2026-11-20", "2025-01-31"]),
    comment=texts,
    subject_label=texts,
    score=fractions,
    level=st.sampled_from([None, 0, 4]),
)


@settings(max_examples=40)
@given(st.lists(judgements, max_size=6))
def test_what_is_written_is_read_back_and_its_order_decides_nothing(
    tmp_path_factory: pytest.TempPathFactory, given: list[Judgement]
) -> None:
    folder = tmp_path_factory.mktemp("written")
    for name, rows in (("one", given), ("other", given[::-1])):
        write_judgements(folder / name, "https://example.org/set", "Título: «á»", rows)
    assert read_judgements(folder / "one") == tuple(sorted(set(given)))
    assert (folder / "one").read_bytes() == (folder / "other").read_bytes()


def test_a_written_table_abbreviates_every_iri_and_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "set.sssom.tsv"
    write_judgements(path, "https://example.org/set", "Enlaces", [YES], description="De prueba", licence=US)
    lines = path.read_text(encoding="utf-8").splitlines()
    head = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    assert (head["mapping_set_id"], head["license"]) == ("https://example.org/set", US)
    assert (head["mapping_set_title"], head["mapping_set_description"]) == ("Enlaces", "De prueba")
    row = dict(zip(*(line.split("\t") for line in lines[-2:]), strict=True))
    for slot in ("subject_id", "object_id", "predicate_id", "mapping_justification"):
        assert row[slot].partition(":")[0] in head["curie_map"], slot
    assert set(row) == {
        *("subject_id", "object_id", "predicate_id", "mapping_justification", "author_id", "confidence"),
        "mapping_date",
    }


def test_a_table_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "set.sssom.tsv"
    write_judgements(path, "https://example.org/set", "A set", [YES])
    before = path.read_bytes()

    def held(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(PermissionError):
        write_judgements(path, "https://example.org/set", "A set", [])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.filterwarnings("ignore")  # It warns of its own use of pandas.
def test_the_reference_reader_finds_what_was_written(tmp_path: Path) -> None:
    """Where it is installed: it brings a hundred packages along, too many for a test."""
    parsers = pytest.importorskip("sssom.parsers", reason="pip install '.[test,readers]'")
    path = tmp_path / "set.sssom.tsv"
    given = [replace(YES, comment='Un "comentario"', level=1), Judgement(ONE, CLOSE, f"{US}id/admin/16", denied=True)]
    write_judgements(path, "https://example.org/set", "Enlaces", given)
    rows = parsers.parse_sssom_table(str(path)).df.fillna("").to_dict("records")
    assert sorted((row["predicate_id"], row["predicate_modifier"]) for row in rows) == [
        ("skos:closeMatch", "Not"),
        ("skos:exactMatch", ""),
    ]
    assert {row["comment"] for row in rows} == {"", 'Un "comentario"'}


NO = replace(YES, denied=True)
MACHINE = replace(YES, justification=LEXICAL, confidence="0.99", date="2026-11-27")
UNSURE = replace(YES, confidence="0.5")
REVIEWED = replace(YES, justification=REVIEW, date="2026-11-21")
TURNED = Judgement(OTHER, CLOSE, ONE, denied=True, date="2026-11-22")


@pytest.mark.parametrize(
    ("given", "wins"),
    [
        ([YES], YES),
        ([NO], NO),
        ([MACHINE], MACHINE),
        ([MACHINE, NO], NO),
        ([MACHINE, YES], YES),
        ([replace(MACHINE, denied=True), YES], YES),
        ([YES, NO], NO),
        ([replace(YES, date="2026-11-21"), NO], replace(YES, date="2026-11-21")),
        ([REVIEWED, NO], REVIEWED),
        ([YES, replace(YES, date="")], YES),
        ([MACHINE, replace(MACHINE, denied=True)], replace(MACHINE, denied=True)),
        ([MACHINE, replace(MACHINE, confidence="0.7", date="2026-11-28", denied=True)], MACHINE),
        ([YES, TURNED], TURNED),
    ],
)  # fmt: skip
def test_who_decides(given: list[Judgement], wins: Judgement) -> None:
    for order in permutations(given):
        assert decided(order) == {(OTHER, ONE) if OTHER < ONE else (ONE, OTHER): wins}


@pytest.mark.parametrize(
    ("given", "waits"),
    [
        ([UNSURE], UNSURE),
        ([UNSURE, MACHINE], UNSURE),
        ([replace(UNSURE, date="2026-11-21"), YES], replace(UNSURE, date="2026-11-21")),
        ([UNSURE, YES], UNSURE),
        ([replace(MACHINE, confidence="0.98")], replace(MACHINE, confidence="0.98")),
        ([replace(MACHINE, confidence="")], replace(MACHINE, confidence="")),
    ],
)
def test_what_waits_for_a_person(given: list[Judgement], waits: Judgement) -> None:
    for order in permutations(given):
        assert decided(order) == {}
        assert list(in_force(order).values()) == [waits]


def test_judgements_alike_but_for_who_may_see_them_have_an_order(tmp_path: Path) -> None:
    told = GOOD.replace("level: 2", "")
    assert told != GOOD
    rows = read_judgements(written(tmp_path, GOOD, told))
    assert [one.level for one in sorted(rows)] == [None, 2]
    assert set(decided(rows)) == set(decided(rows[:1]))


def test_who_may_read_other_files_may_read_a_table_of_links(tmp_path: Path) -> None:
    durable.write(tmp_path / "links", b"x")
    (tmp_path / "other").write_bytes(b"x")
    assert (tmp_path / "links").stat().st_mode == (tmp_path / "other").stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["links", "other"]
