"""What the tests of pictures share: small answers written by hand, and what is found on a drawn sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from amazongraph import terms
from amazongraph.draw.body import Order
from amazongraph.draw.sheet import Sheet, own_settings
from amazongraph.questions.answer import Answer
from amazongraph.questions.citations import Citation
from amazongraph.questions.coverage import Coverage
from amazongraph.questions.question import SOURCES, Column, Population, Question
from amazongraph.releases import Release

DOCUMENTS = [f"https://example.org/d/{number}" for number in range(1, 4)]
CITED = [
    Citation(DOCUMENTS[0], "Uno", False, ("El Comercio",), "2023-06", "https://example.org/1", "read-in-full"),
    Citation(DOCUMENTS[1], "Dos", False, (), "2024", "", "read-in-full"),
    Citation(DOCUMENTS[2], "Tres", True, ("Inforegión",), "", "", "read-in-excerpt"),
]


def both(es: str, en: str = "") -> dict[str, str]:
    """A label; the English one is made of the Spanish one where none is given."""
    return {"es": es, "en": en or f"{es} (en)"}


def column(name: str, kind: str, label: str, **more: Any) -> Column:
    """A column whose label is this."""
    return Column(name, kind, both(label), **more)


def answer(columns: Sequence[Column], rows: Sequence[dict[str, str]], **more: Any) -> Answer:
    """An answer of these rows, each resting on the first document unless it says otherwise. Things are labelled by the
    last part of their IRI.
    """
    question = Question(
        id="small",
        theme="theme",
        question=both("¿Cuántas son y quién lo dice?", "How many are there, and who says so?"),
        note=both("No se suman.", "Not to be added up."),
        columns=(*columns, SOURCES),
        query="",
        population=Population(both("cosas que constan", "things on record"), ("ag:Area",), ("ag:value",)),
    )
    whole = [{**{one.name: "" for one in question.columns}, "sources": DOCUMENTS[0], **row} for row in rows]
    things = {part for row in whole for cell in row.values() for part in cell.split() if "://" in part}
    labels = {iri: both(iri.rpartition("/")[2].replace("_", " ")) for iri in things}
    made = Answer(
        question=question,
        parameters={},
        release="2026-01-01-abc",
        profile="public",
        rows=whole,
        labels=labels,
        short=labels,
        sources=CITED,
        withheld=0,
        coverage=Coverage(9, 7),
    )
    return replace(made, **more)


def thing(kind: str, key: str) -> str:
    """The IRI of a thing."""
    return terms.entity(kind, key)


def order(said: Answer, **more: Any) -> Order:
    """To draw an answer that needs no store, in Spanish."""
    return Order(said, **{"origin": Release("", Path()), "lang": "es", **more})


@dataclass(frozen=True)
class Written:
    """A text on a sheet, and the box it takes, in pixels."""

    text: str
    box: Any


def texts(sheet: Sheet) -> list[Written]:
    """All that is written on a sheet, measured by the renderer of Matplotlib."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with own_settings():
        renderer = FigureCanvasAgg(sheet.figure).get_renderer()
        return [Written(one.get_text(), one.get_window_extent(renderer)) for one in sheet.axes.texts if one.get_text()]


def overlapping(found: Sequence[Written]) -> list[tuple[str, str]]:
    """The pairs of texts that share more than a hair."""
    return [
        (one.text, other.text)
        for one, other in combinations(found, 2)
        if min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0) > 1
        and min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0) > 1
    ]


def outside(sheet: Sheet, found: Sequence[Written]) -> list[str]:
    """The texts that reach into the margins by more than two points."""
    edge = (sheet.paper.margin - 2) * sheet.figure.dpi / 72
    right, top = sheet.figure.bbox.width - edge, sheet.figure.bbox.height - edge
    return [
        one.text for one in found if one.box.x0 < edge or one.box.y0 < edge or one.box.x1 > right or one.box.y1 > top
    ]


def said(sheets: Sequence[Sheet]) -> str:
    """All that is written, as one text with plain spaces."""
    return " ".join(" ".join(one.text for sheet in sheets for one in texts(sheet)).replace("\u00a0", " ").split())


def svg_text(path: Path) -> str:
    """The texts of an SVG, as one with plain spaces."""
    root = ElementTree.parse(path).getroot()
    parts = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    return " ".join(" ".join(parts).replace("\u00a0", " ").split())
