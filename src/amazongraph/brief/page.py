"""Writes a brief as one HTML page that needs nothing else: no script, no font and no image from elsewhere."""

import html
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from string import Template

from amazongraph.brief.model import Brief, Section, Statement
from amazongraph.brief.words import source_text
from amazongraph.messages import text

_TYPED = re.compile(r"`([^`]+)`")


def page(brief: Brief) -> str:
    """The whole page."""
    template = Template(files("amazongraph").joinpath("brief/brief.html").read_text(encoding="utf-8"))
    title = html.escape(f"{brief.title}: {text('brief.name', brief.lang)}")
    skip = html.escape(text("brief.skip", brief.lang))
    return template.substitute(lang=brief.lang, title=title, skip=skip, body="\n".join(_body(brief)))


def _body(brief: Brief) -> Iterator[str]:
    yield f"<header>\n<h1>{html.escape(brief.title)}</h1>"
    yield f'<p class="kind">{html.escape(" · ".join(filter(None, (brief.kind, brief.where))))}</p>'
    if brief.banner:
        yield f'<p class="banner">{html.escape(brief.banner)}</p>'
    yield "\n".join(f'<p class="about">{html.escape(line)}</p>' for line in brief.about)
    yield "</header>"
    for section in brief.sections:
        yield from _section(brief, section)
    yield from _section(brief, brief.unknown)
    yield from _abbreviations(brief)
    yield from _sources(brief)
    yield "<footer>"
    yield "\n".join(f"<p>{_typed(line)}</p>" for line in brief.closing)
    yield "</footer>"


def _section(brief: Brief, section: Section) -> Iterator[str]:
    if not section.all():
        return
    yield f'<section aria-labelledby="{section.key}">\n<h2 id="{section.key}">{html.escape(section.title)}</h2>'
    yield from _list(brief, section.above if section.columns else section.all())
    if section.columns and section.statements:
        yield from _table(brief, section)
    for line in filter(None, (section.left_out, section.note)):
        yield f'<p class="note">{_typed(line)}</p>'
    yield "</section>"


def _list(brief: Brief, statements: Sequence[Statement]) -> Iterator[str]:
    if statements:
        items = (f"<li>{_head(one)}{_typed(one.whole())}{_marks(brief, one)}</li>" for one in statements)
        yield "\n".join(["<ul>", *items, "</ul>"])


def _typed(said: str) -> str:
    """What stands between grave accents is to be typed as it is."""
    return _TYPED.sub(r"<code>\1</code>", html.escape(said))


def _head(statement: Statement) -> str:
    return f"<strong>{html.escape(statement.head)}:</strong> " if statement.head else ""


def _table(brief: Brief, section: Section) -> Iterator[str]:
    """A table whose first cell names its row; the rows of a group stand under its name."""
    columns = (*section.columns, text("answer.sources", brief.lang))
    heads = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
    yield f'<div class="wide" role="region" tabindex="0" aria-labelledby="{section.key}">'
    yield f"<table>\n<thead><tr>{heads}</tr></thead>"
    for group, rows in groupby(section.statements, key=lambda one: one.group):
        yield "<tbody>"
        if group:
            span = f'<th class="group" scope="rowgroup" colspan="{len(columns)}">{html.escape(group)}</th>'
            yield f"<tr>{span}</tr>"
        for one in rows:
            first, *rest = one.cells
            cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in rest)
            marks = _marks(brief, one).strip()
            yield f'<tr><th scope="row">{html.escape(first)}</th>{cells}<td>{marks}</td></tr>'
        yield "</tbody>"
    yield "</table>\n</div>"


def _marks(brief: Brief, statement: Statement) -> str:
    said = text("brief.source", brief.lang)
    return "".join(
        f' <a class="cite" href="#source-{number}" aria-label="{said} {number}">[{number}]</a>'
        for number in brief.numbers(statement)
    )


def _abbreviations(brief: Brief) -> Iterator[str]:
    if short_forms := brief.abbreviations():
        title = html.escape(text("brief.short", brief.lang))
        yield f'<section aria-labelledby="short">\n<h2 id="short">{title}</h2>\n<dl>'
        for short, whole in short_forms:
            yield f"<dt>{html.escape(short)}</dt><dd>{html.escape(whole)}</dd>"
        yield "</dl>\n</section>"


def _sources(brief: Brief) -> Iterator[str]:
    title = html.escape(text("answer.sources", brief.lang))
    yield f'<section aria-labelledby="sources"><h2 id="sources">{title}</h2>\n<ol class="sources">'
    for number, source in enumerate(brief.sources, start=1):
        said = html.escape(source_text(source, brief.lang))
        if source.url.startswith(("https://", "http://")):
            address = html.escape(source.url)
            said = said.replace(address, f'<a href="{address}">{address}</a>', 1)
        yield f'<li id="source-{number}">{said}</li>'
    yield "</ol>\n</section>"
