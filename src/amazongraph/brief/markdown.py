"""Writes a brief as Markdown; on one page the documents are named in short."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from tabulate import tabulate

from amazongraph.brief.model import Brief, Section, Statement
from amazongraph.brief.words import source_short, source_text
from amazongraph.messages import text


def markdown(brief: Brief) -> str:
    """The whole text, its parts an empty line apart."""
    return "\n\n".join(_parts(brief)) + "\n"


def _parts(brief: Brief) -> Iterator[str]:
    yield f"# {brief.title}"
    yield " · ".join(filter(None, (brief.kind, brief.where)))
    if brief.banner:
        yield f"**{brief.banner}**"
    yield from (f"*{line}*" for line in brief.about)
    for section in brief.everything():
        if section.all():
            yield f"## {section.title}"
            yield from _section(brief, section)
    if short_forms := brief.abbreviations():
        yield f"## {text('brief.short', brief.lang)}"
        yield "\n".join(f"- **{short}**: {whole}" for short, whole in short_forms)
    yield f"## {text('answer.sources', brief.lang)}"
    written = source_short if brief.one_page else source_text
    yield "\n".join(f"{number}. {written(one, brief.lang)}" for number, one in enumerate(brief.sources, start=1))
    yield from brief.closing


def _section(brief: Brief, section: Section) -> Iterator[str]:
    listed = section.above if section.columns else section.all()
    if listed:
        yield "\n".join(f"- {_line(brief, one)}" for one in listed)
    if section.columns and section.statements:
        yield from _tables(brief, section)
    yield from (f"*{line}*" for line in (section.left_out, section.note) if line)


def _tables(brief: Brief, section: Section) -> Iterator[str]:
    """A table, or one for each group under its name."""
    header = [*section.columns, text("answer.sources", brief.lang)]
    for group, rows in groupby(section.statements, key=lambda one: one.group):
        if group:
            yield f"### {group}"
        cells = [[cell.replace("|", "\\|") for cell in (*one.cells, _marks(brief, one))] for one in rows]
        yield tabulate(cells, header, tablefmt="github", disable_numparse=True)


def _line(brief: Brief, one: Statement) -> str:
    said: Sequence[str] = ([f"**{one.head}:**"] if one.head else []) + [one.whole(), _marks(brief, one)]
    return " ".join(filter(None, said))


def _marks(brief: Brief, one: Statement) -> str:
    return " ".join(f"[{number}]" for number in brief.numbers(one))
