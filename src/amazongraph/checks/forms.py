"""Writes findings for people who never heard of SHACL: for a terminal, a page, a code review, a spreadsheet.

Findings alike are told once, with every cell they concern.
"""

import html
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby
from string import Template

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.checks.report import SEVERITIES, Finding
from amazongraph.messages import text
from amazongraph.sources.mended import handed_out

SHOWN = 10
_ROWS = 8


@dataclass(frozen=True, slots=True)
class Report:
    """Findings to be told in ``lang``: ``about`` says what was checked, ``names`` holds names of things by IRI;
    a screen shows at most ``shown`` cells of a problem.
    """

    found: Sequence[Finding]
    lang: str
    names: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    shown: int = SHOWN

    def say(self, key: str, **values: object) -> str:
        """A message in the language of the report."""
        return text(key, self.lang, **values)

    def totals(self) -> str:
        """One line: how many findings of each severity."""
        counts = {name: sum(one.severity == name for one in self.found) for name in SEVERITIES}
        return self.say("check.totals", **counts)

    def meaning(self) -> str:
        """What the severities mean for whoever reads them, or that there is nothing to read."""
        return self.say("check.meaning" if self.found else "check.none")


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one check: what is wrong and what to do is the same for all of them."""

    severity: str
    text: dict[str, str]
    findings: tuple[Finding, ...]


def grouped(found: Iterable[Finding]) -> list[Group]:
    """Findings by check and text, violations first, then the most frequent."""

    def alike(one: Finding) -> tuple[int, str, str]:
        return SEVERITIES.index(one.severity), one.check, one.text["es"]

    groups = [tuple(members) for _, members in groupby(sorted(found, key=alike), key=alike)]
    groups.sort(key=lambda members: (SEVERITIES.index(members[0].severity), -len(members)))
    return [Group(members[0].severity, members[0].text, members) for members in groups]


def terminal(report: Report) -> str:
    """For a screen: each problem once, then the cells it concerns."""
    head = [report.about] if report.about else []
    parts = ["\n".join([*head, report.totals(), report.meaning()])]
    for group in grouped(report.found):
        lines = [_heading(group, report) + ": " + _clean(group.text[report.lang])]
        lines += [f"    {_line(one, report)}" for one in group.findings[: report.shown]]
        if len(group.findings) > report.shown:
            lines.append("    " + report.say("check.more", count=len(group.findings) - report.shown))
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def page(report: Report) -> str:
    """One HTML page that needs nothing else: no script, no address to fetch."""
    sections = []
    for group in grouped(report.found):
        count = len(group.findings)
        sections.append(
            f'<section class="{group.severity}"><h2>{_escaped(_heading(group, report))}</h2>'
            f"<p>{_escaped(group.text[report.lang])}</p>"
            f"<details{' open' if count <= SHOWN else ''}>"
            f"<summary>{_escaped(report.say('check.where', count=count))}</summary>"
            f"{_table(group.findings, report)}</details></section>"
        )
    template = Template(files("amazongraph").joinpath("checks/report.html").read_text(encoding="utf-8"))
    return template.substitute(
        lang=report.lang,
        title=_escaped(report.say("check.title")),
        about=_escaped(report.about),
        totals=_escaped(report.totals()),
        meaning=_escaped(report.meaning()),
        sections="\n".join(sections),
    )


def annotations(report: Report) -> str:
    """Workflow commands of GitHub Actions, one a finding: they show beside the line of the file in a review."""
    level = {"violation": "error", "warning": "warning", "info": "notice"}
    lines = []
    for one in report.found:
        file, row, column = one.cells[0] if one.cells else ("", 0, "")
        place = {"file": file, "line": str(row or ""), "title": _column(column)}
        given = ",".join(f"{name}={_property(said)}" for name, said in place.items() if said)
        told = ": ".join(part for part in (_name(one, report), one.text[report.lang]) if part)
        lines.append(f"::{level[one.severity]}{' ' + given if given else ''}::{_data(told)}\n")
    return "".join(lines)


def as_json(report: Report) -> str:
    """Everything, for a program; the name of each thing in the language of the report."""
    said = [{**one.as_dict(), "name": report.names.get(one.focus, "")} for one in report.found]
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Report], str]] = {
    "text": terminal,
    "json": as_json,
    "html": page,
    "github": annotations,
}


def rejected_rows(found: Sequence[Finding], table: str, content: str, lang: str) -> str:
    """The rows of a table that a Violation points to, as CSV to be mended, with why; "" if there are none.

    ``content`` is the text of the table.
    """
    reasons: dict[int, dict[str, None]] = {}
    for one in found:
        if one.severity == "violation":
            for row in {row for file, row, _ in one.cells if file == table}:
                reasons.setdefault(row, {})[one.text[lang]] = None
    return handed_out(content, {row: " ".join(told) for row, told in reasons.items()})


def _heading(group: Group, report: Report) -> str:
    return f"{report.say('severity.' + group.severity)} ({len(group.findings)})"


def _line(one: Finding, report: Report) -> str:
    """Where it is, and what it is about."""
    places = []
    for file, rows, column in _places(one):
        place = [file]
        place += [report.say("place.row" if "," not in rows else "place.rows", row=rows)] if rows else []
        place += [report.say("place.column", column=column)] if column else []
        places.append(", ".join(place))
    return " · ".join(part for part in ("; ".join(places), *_about(one, report)) if part)


def _table(found: Sequence[Finding], report: Report) -> str:
    """Findings as an HTML table: a column for the file, the row, the column and what it is about; no empty columns."""
    rows = []
    for one in found:
        places = _places(one)
        parts = ["<br>".join(_escaped(place[number]) for place in places) for number in range(3)]
        rows.append([*parts, _escaped(" · ".join(_about(one, report)))])
    kept = [number for number in range(4) if any(row[number].replace("<br>", "") for row in rows)]
    heads = [report.say(key) for key in ("check.file", "check.row", "check.column", "check.thing")]
    head = "".join(f'<th scope="col">{_escaped(heads[number])}</th>' for number in kept)
    body = "".join("<tr>" + "".join(f"<td>{row[number]}</td>" for number in kept) + "</tr>\n" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>" if kept else ""


def _places(one: Finding) -> list[tuple[str, str, str]]:
    """(file, rows, column) of a finding: the rows of one column together, "" for a row or column there is none.

    Where the column to mend is known, further rows about the thing would only distract.
    """
    places = []
    shown = [cell for cell in one.cells if _column(cell[2])] or one.cells
    for (file, column), cells in groupby(shown, key=lambda cell: (cell[0], cell[2])):
        rows = [str(row) for _, row, _ in cells if row]
        places.append((file, ", ".join(rows[:_ROWS]) + (", …" if len(rows) > _ROWS else ""), _column(column)))
    return places


def _column(column: str) -> str:
    """The column to look at; a finding about a whole row has none."""
    return "" if column == "key" else column


def _about(one: Finding, report: Report) -> list[str]:
    """The thing, the property where no column tells it, and the value."""
    told = any(column for _, _, column in one.cells)
    path = "" if told else terms.shorten(one.path)
    value = report.names.get(one.value, terms.shorten(_plain(one.value)))
    return [_clean(part) for part in (_name(one, report), path, value) if part]


def _name(one: Finding, report: Report) -> str:
    if one.focus.startswith("_:"):
        return report.say("check.unnamed")
    short = terms.shorten(one.focus)
    name = report.names.get(one.focus, short)
    return name if name == short else f"{name} ({short})"


def _plain(value: str) -> str:
    """A value without the marks of its notation: the text of a literal, the rest as it is."""
    if not value.startswith('"'):
        return value
    (triple,) = ox.parse(f"<urn:s> <urn:p> {value} .", ox.RdfFormat.N_TRIPLES)
    return str(getattr(triple.object, "value", value))


def _clean(said: str) -> str:
    """On one line, and without what would steer a terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in said).split())


def _escaped(said: str) -> str:
    return html.escape(_clean(said))


def _data(said: str) -> str:
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")
