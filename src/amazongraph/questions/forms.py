"""Writes an answer for people and for programs: a table to read, Markdown, HTML, CSV, JSON. One function a form."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from tabulate import tabulate

from amazongraph import terms
from amazongraph.labels import interval_text, range_text
from amazongraph.messages import text
from amazongraph.questions.answer import Answer
from amazongraph.questions.elsewhere import elsewhere, elsewhere_json
from amazongraph.questions.markup import paragraphs, sources_html, table_html
from amazongraph.questions.question import Column, heading

_OPENS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NO_BREAK = "\u00a0"
_NUMBERS = ("integer", "decimal")
_BESIDE_HEADER = 2  # characters that tabulate keeps free beside the header of every column


def table(answer: Answer, lang: str, width: int = 120) -> str:
    """The question, its rows fitted to ``width`` characters, what to bear in mind, the sources, the coverage."""
    header, rows = readable(answer, lang)
    widths = _fit(header, rows, width)
    grid = tabulate(
        rows,
        header,
        tablefmt="simple",
        disable_numparse=True,
        maxcolwidths=widths,
        maxheadercolwidths=[size - _BESIDE_HEADER for size in widths],
        break_long_words=False,
    )
    return (
        "\n\n".join(
            [
                *banner(answer, lang),
                answer.question.question[lang],
                *asked(answer, lang),
                grid,
                *_closing(answer, lang),
            ]
        )
        + "\n"
    )


def markdown(answer: Answer, lang: str) -> str:
    """The same as Markdown, the sources as a numbered list."""
    header, rows = readable(answer, lang)
    grid = tabulate(
        [[cell.replace("|", "\\|") for cell in row] for row in rows], header, tablefmt="github", disable_numparse=True
    )
    closing = _closing(answer, lang, as_list=True)
    return (
        "\n\n".join(
            [*banner(answer, lang), f"## {answer.question.question[lang]}", *asked(answer, lang), grid, *closing]
        )
        + "\n"
    )


def html_answer(answer: Answer, lang: str) -> str:
    """The same as a piece of HTML, for a notebook: of many rows the first ones, the sources as a numbered list."""
    header, rows = readable(answer, lang)
    above = [*banner(answer, lang), answer.question.question[lang], *asked(answer, lang)]
    return (
        paragraphs(above)
        + table_html(header, rows, lang)
        + paragraphs(notes(answer, lang))
        + sources_html(answer.sources, lang)
        + paragraphs(scope(answer, lang))
    )


def csv_table(answer: Answer, lang: str) -> str:
    """Only the table, for a spreadsheet: every column, labels and IRIs apart, the sources in columns of each row.

    The last columns say the same in every row: how much of what there is the answer can speak of, and what is from
    outside of this graph or missing from there. Texts that a spreadsheet would take for a formula get an apostrophe in
    front.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = [column for column in answer.question.columns if _shown(column, lang)]
    covered, remote = population(answer, lang), " ".join(elsewhere(answer, lang))
    header = [name for column in columns for name in _csv_header(answer, column, lang)]
    header += [text("answer.coverage-column", lang)] if covered else []
    writer.writerow([*header, text("remote.column", lang)] if remote else header)
    for row in answer.rows:
        cells = [
            cell if column.type in _NUMBERS else harmless(cell)
            for column in columns
            for cell in _csv_cells(answer, row, column, lang)
        ]
        writer.writerow([*cells, *covered, *([remote] if remote else [])])
    return out.getvalue()


def json_answer(answer: Answer, lang: str) -> str:
    """Everything, for a program: typed values, IRIs with their labels, and the sources of each row by number."""
    said: dict[str, Any] = {
        "question": answer.question.id,
        "text": answer.question.question,
        "note": answer.question.note,
        "parameters": answer.parameters,
        "release": answer.release,
        "profile": answer.profile,
        "banner": next(iter(banner(answer, lang)), None),
        "withheld": answer.withheld,
        "withheld_rows": answer.withheld_rows,
        "coverage": _json_coverage(answer, lang),
        **({"remote": elsewhere_json(answer)} if answer.question.remote else {}),
        "columns": [
            {"name": c.name, "type": c.type, "label": c.label}
            | ({"remote": c.remote} if c.remote else {})
            | ({"reckoned": True} if c.reckoned else {})
            | ({"unit": c.unit or {"column": c.unit_in}} if c.unit or c.unit_in else {})
            | ({"at_least": is_least(answer, c)} if c.at_least is not None else {})
            for c in answer.question.columns
        ],
        "rows": [_json_row(answer, row) for row in answer.rows],
        "sources": [
            {
                "number": number,
                "iri": source.iri,
                "title": source.title,
                "title_verified": not source.title_made,
                "publishers": list(source.publishers),
                "date": source.date or None,
                "url": source.url or None,
                "reading": source.reading,
                "text": source.text(lang),
            }
            for number, source in enumerate(answer.sources, start=1)
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Answer, str], str]] = {
    "table": table,
    "csv": csv_table,
    "json": json_answer,
    "markdown": markdown,
}


def coverage(answer: Answer, lang: str) -> str:
    """One line: how many rows rest on how many documents of which years, and what the profile withheld."""
    return text(
        "answer.coverage",
        lang,
        rows=_count(len(answer.rows), "answer.row", "answer.rows", lang),
        documents=_count(len(answer.sources), "answer.document", "answer.documents", lang),
        published=_published(answer, lang),
        release=answer.release,
        profile=text(f"profile.{answer.profile}", lang),
        withheld=_count(answer.withheld, "answer.withheld-one", "answer.withheld-many", lang),
    )


def _published(answer: Answer, lang: str) -> str:
    first, last = answer.years() or ("", "")
    if first == last:
        return text("answer.published-in", lang, year=first) if first else ""
    return text("answer.published-between", lang, first=first, last=last)


def _count(count: int, one: str, many: str, lang: str) -> str:
    """How many of something, in the singular or the plural."""
    return text(one, lang) if count == 1 else text(many, lang, count=count)


def population(answer: Answer, lang: str) -> list[str]:
    """One line: of how many things on record there is data, whether that is all, and what counts are worth."""
    about, found = answer.question.population, answer.coverage
    if about is None or found is None:
        return []
    reads = ", ".join(answer.labels[terms.expand(one.removeprefix("^"))][lang] for one in about.reads)
    said = {"known": found.known, "covered": found.covered, "things": about.label[lang], "reads": reads}
    lines = [text("answer.population", lang, **said)]
    if found.complete:
        lines.append(text("answer.size-known", lang, register=about.register))
    elif about.register:
        lines.append(text("answer.size-register", lang, register=about.register))
    else:
        lines.append(text("answer.size-unknown", lang))
    if any(is_least(answer, column) for column in answer.question.columns):
        lines.append(text("answer.minimum", lang))
    return [" ".join(lines)]


def is_least(answer: Answer, column: Column) -> bool:
    """Whether a column counts or adds up, over data that is not all there is."""
    return bool(column.at_least) and (answer.coverage is None or answer.coverage.lacking)


def banner(answer: Answer, lang: str) -> list[str]:
    """What stands above an answer that is not public."""
    return [] if answer.profile == "public" else [text("profile.banner", lang)]


def asked(answer: Answer, lang: str) -> list[str]:
    """What was asked for, as it was understood: ``Ámbito: Ucayali (admin:25)``."""
    said = []
    for parameter in answer.question.parameters:
        if value := answer.parameters.get(parameter.name, ""):
            named = answer.labels.get(value, {}).get(lang, "")
            label = parameter.label[lang].partition(" (")[0]
            said.append(f"{label}: {named} ({value})" if named not in {"", value} else f"{label}: {value}")
    return ["; ".join(said)] if said else []


def _closing(answer: Answer, lang: str, *, as_list: bool = False) -> list[str]:
    """What stands under the rows, a text a paragraph; the sources in lines, or as a list of Markdown."""
    parts = notes(answer, lang)
    if answer.sources:
        marks = [f"{number}." if as_list else f"[{number}]" for number in range(1, len(answer.sources) + 1)]
        lines = [f"{mark} {source.text(lang)}" for mark, source in zip(marks, answer.sources, strict=True)]
        # Markdown runs lines of text together, and begins a list after an empty line.
        parts.append("\n".join([text("answer.sources", lang), *([""] if as_list else []), *lines]))
    return [*parts, *scope(answer, lang)]


def remarks(answer: Answer, lang: str) -> list[str]:
    """What to bear in mind with an answer, what was withheld and how much of what there is it can speak of."""
    return [*notes(answer, lang), *scope(answer, lang)]


def notes(answer: Answer, lang: str) -> list[str]:
    """What to bear in mind with the rows, and what is from outside of this graph or missing from there."""
    parts = [] if answer.rows else [_nothing(answer, lang)]
    parts.append(answer.question.note[lang])
    parts += [answer.question.partial[lang]] if answer.question.partial else []
    return [*parts, *elsewhere(answer, lang)]


def scope(answer: Answer, lang: str) -> list[str]:
    """What was withheld, and how much of what there is the rows can speak of."""
    withheld = answer.withheld_rows.replace("<", text("answer.fewer", lang))
    parts = [] if answer.withheld_rows == "0" else [text("answer.withheld-rows", lang, count=withheld)]
    return [*parts, *population(answer, lang), coverage(answer, lang)]


def _shown(column: Column, lang: str) -> bool:
    """Whether people see a column: keys that an aggregate adds up are for programs."""
    return column.lang in {"", lang} and column.type != "ids"


def _nothing(answer: Answer, lang: str) -> str:
    if answer.question.needs and not answer.parameters:
        return text("question.no-data", lang, needs=answer.question.needs[lang])
    return text("question.no-rows", lang)


def read_columns(answer: Answer, lang: str) -> list[Column]:
    """The columns for reading: hidden ones and those without any value are left out."""
    columns = [column for column in answer.question.columns if not column.hidden and _shown(column, lang)]
    return [
        column
        for column in columns
        if not answer.rows or any(cell_text(answer, row, column, lang) for row in answer.rows)
    ]


def readable(answer: Answer, lang: str) -> tuple[list[str], list[list[str]]]:
    """Header and cells for reading."""
    columns = read_columns(answer, lang)
    cells = [[cell_text(answer, row, column, lang) for column in columns] for row in answer.rows]
    return [heading(column, lang) for column in columns], cells


def cell_text(answer: Answer, row: dict[str, str], column: Column, lang: str, *, unit: bool = True) -> str:
    """A cell as a person reads it; ``unit``: with the unit of its number, where no other column says it."""
    value = row[column.name]
    if column.type == "sources":
        return " ".join(f"[{number}]" for number in answer.numbers(row))
    prefix = row.get(column.prefix, "") if column.prefix else ""
    if column.name == "value" and not value and row.get("min"):
        about = prefix.endswith("/about")
        value, prefix = range_text(row["min"], row["max"], lang, about=about), "" if about else prefix
    if column.type in {"entity", "entities"}:
        return "; ".join(sorted(answer.short[iri][lang] for iri in value.split()))
    if column.type == "boolean" and value:
        return text("answer.yes" if value == "true" else "answer.no", lang)
    if value and is_least(answer, column):
        return text("answer.at-least", lang, value=value).replace(" ", _NO_BREAK)
    if column.type == "interval" and value:
        return interval_text(value, lang)
    # "exactly 27" says no more than "27".
    bound = "" if not prefix or prefix.endswith("/exactly") else answer.labels[prefix][lang]
    # A number and what qualifies it stay on one line.
    told = f"{bound} {value}".replace(" ", _NO_BREAK) if bound else value
    beside = _unit_beside(answer, row, column, lang) if told and unit else ""
    return f"{told} {beside}" if beside else told


def _unit_beside(answer: Answer, row: dict[str, str], column: Column, lang: str) -> str:
    """The unit of a number where no column that people read says it."""
    hidden = {one.name for one in answer.question.columns if one.hidden}
    unit = row.get(column.unit_in, "") if column.unit_in in hidden else ""
    return answer.short[unit][lang] if unit else ""


def _fit(header: list[str], rows: list[list[str]], width: int) -> list[int]:
    """Column widths that add up to ``width`` if no word must be broken for it: each column has room for its longest
    word, and those that need more share the rest evenly.
    """
    texts = [[title + " " * _BESIDE_HEADER, *(row[i] for row in rows)] for i, title in enumerate(header)]
    fitted = [
        max(
            max(map(len, title.split())) + _BESIDE_HEADER,
            *(len(word) for row in rows for word in row[i].split(" ")),
            0,
        )
        for i, title in enumerate(header)
    ]
    needs = [max(map(len, column)) - word for column, word in zip(texts, fitted, strict=True)]
    spare = max(0, width - 2 * (len(header) - 1) - sum(fitted))
    for taken, i in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        more = min(needs[i], spare // (len(needs) - taken))
        fitted[i] += more
        spare -= more
    return fitted


def _csv_header(answer: Answer, column: Column, lang: str) -> list[str]:
    label = heading(column, lang)
    if is_least(answer, column):
        label = f"{label} ({text('answer.at-least', lang, value='').strip()})"
    return (
        [label, text("answer.iri-column", lang, label=label)]
        if column.type in {"entities", "entity", "sources"}
        else [label]
    )


def _csv_cells(answer: Answer, row: dict[str, str], column: Column, lang: str) -> list[str]:
    value = row[column.name]
    if column.type == "sources":
        cited = [answer.sources[number - 1] for number in answer.numbers(row)]
        return [" | ".join(source.text(lang) for source in cited), " ".join(source.iri for source in cited)]
    if column.type in {"entity", "entities"}:
        return ["; ".join(sorted(answer.labels[iri][lang] for iri in value.split())), value]
    return [value]


def harmless(cell: str) -> str:
    """A text as a spreadsheet may have it: with an apostrophe in front where it would be taken for a formula."""
    return "'" + cell if cell.startswith(_OPENS_A_FORMULA) else cell


def _json_row(answer: Answer, row: dict[str, str]) -> dict[str, Any]:
    def value(column: Column) -> Any:
        raw = row[column.name]
        if column.type == "sources":
            return answer.numbers(row)
        if column.type == "ids":
            return raw.split()
        if column.type == "entities":
            return [_entity(answer, iri) for iri in raw.split()]
        if not raw:
            return None
        if column.type == "entity":
            return _entity(answer, raw)
        if column.type == "integer":
            return int(raw)
        if column.type == "decimal":
            return float(raw)
        return raw == "true" if column.type == "boolean" else raw

    return {column.name: value(column) for column in answer.question.columns}


def _json_coverage(answer: Answer, lang: str) -> dict[str, Any] | None:
    about, found = answer.question.population, answer.coverage
    if about is None or found is None:
        return None
    return {
        "population": about.label,
        "known": found.known,
        "with_data": found.covered,
        "complete": found.complete,
        "register": about.register or None,
        "text": " ".join(population(answer, lang)),
    }


def _entity(answer: Answer, iri: str) -> dict[str, Any]:
    return {"iri": iri, **answer.labels[iri]}
