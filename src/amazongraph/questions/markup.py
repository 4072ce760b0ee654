"""Pieces of HTML for a notebook or a page: a table, paragraphs, a numbered list of documents. Every text is escaped."""

import html
from collections.abc import Iterable, Sequence

from amazongraph.messages import text
from amazongraph.questions.citations import Citation

SHOWN = 60
"""Rows of a table that are shown; the number of the others is told."""


def table_html(headings: Sequence[str], rows: Sequence[Sequence[str]], lang: str) -> str:
    """A table, of many rows the first ones."""
    head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in headings)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows[:SHOWN])
    left = paragraphs([text("document.more", lang, count=len(rows) - SHOWN)]) if len(rows) > SHOWN else ""
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n{left}"


def paragraphs(texts: Iterable[str]) -> str:
    """A paragraph a text."""
    return "".join(f"<p>{html.escape(one)}</p>\n" for one in texts)


def sources_html(sources: Sequence[Citation], lang: str) -> str:
    """The documents, numbered as the rows cite them, their addresses as links; nothing where there are none."""
    if not sources:
        return ""
    items = "".join(f"<li>{linked(one, lang)}</li>\n" for one in sources)
    return f"<p>{html.escape(text('answer.sources', lang))}</p>\n<ol>\n{items}</ol>\n"


def linked(source: Citation, lang: str) -> str:
    """A citation with its address as a link."""
    said, address = html.escape(source.text(lang)), html.escape(source.url)
    # Only an address of the web: what a source says is not to be run.
    if not address.startswith(("https://", "http://")):
        return said
    return said.replace(address, f'<a href="{address}">{address}</a>')
