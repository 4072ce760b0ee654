"""The questions on what a release says of itself, against the files it keeps: findings and ledger."""

from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.releases import Release

WORDS = {"violation": "serious", "warning": "warning", "info": "note"}


def test_every_finding_of_the_file_is_a_row(release: Release) -> None:
    rows = ask(release, find_question(release, "open-findings")).rows
    said = sorted(
        (
            row["severity_en"],
            row["check"],
            row["thing"],
            row["property"],
            tuple(sorted(row["cells"].split())),
            row["message_es"],
        )
        for row in rows
    )
    expected = sorted(
        (
            WORDS[one["severity"]],
            one["check"],
            "" if one["focus"].startswith("_:") else one["focus"],
            "" if "<" in one["path"] else one["path"],
            tuple(sorted({":".join(str(part) for part in cell if part) for cell in one["cells"]})),
            one["text"]["es"],
        )
        for one in release.read_json("public/findings.json")
    )
    assert said == expected
    assert len(said) > 100


def test_a_parameter_leaves_some(release: Release) -> None:
    question = find_question(release, "open-findings")
    every = len(ask(release, question).rows)
    warnings = ask(release, question, {"severity": "sh:Warning"}).rows
    assert {row["severity_es"] for row in warnings} == {"aviso"}
    assert 0 < len(warnings) < every
    one = ask(release, question, {"check": "contested-property"}).rows
    assert {row["check"] for row in one} == {"contested-property"}
    assert one != []


def test_where_nothing_is_withheld_that_is_said(release: Release) -> None:
    (row,) = ask(release, find_question(release, "withheld")).rows
    assert release.read_json("public/ledger.json") == []
    assert (row["rule"].rpartition("/")[2], row["statements"]) == ("nothing", "0")
