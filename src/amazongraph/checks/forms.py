"""Writes findings for people who never heard of SHACL: for a terminal, a page, a code review, a spreadsheet.

Findings alike are told once, with every cell they concern.
"""

import csv
import html
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from string import Template

from amazongraph import terms
from amazongraph.checks.report import SEVERITIES, Finding
from amazongraph.messages import text

Names = Mapping[str, str]
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one check: what is wrong and what to do is the same for all of them."""

    severity: str
    text: dict[str, str]
    findings: tuple[Finding, ...]


def grouped(found: Iterable[Finding]) -> list[Group]:
    """Findings by check, violations first, then the most frequent."""
    by_check = sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.check))
    groups = [
        Group(severity, findings[0].text, findings)
        for (severity, _), members in groupby(by_check, key=lambda one: (one.severity, one.check))
        if (findings := tuple(members))
    ]
    return sorted(groups, key=lambda group: (SEVERITIES.index(group.severity), -len(group.findings)))


def totals(found: Sequence[Finding], lang: str) -> str:
    """One line: how many of each severity."""
    counts = {name: sum(one.severity == name for one in found) for name in SEVERITIES}
    return text("check.totals", lang, **counts)


def terminal(found: Sequence[Finding], names: Names, lang: str, shown: int = SHOWN) -> str:
    """For a screen: each problem once, then the cells it concerns, at most ``shown`` of them."""
    parts = [totals(found, lang)]
    for group in grouped(found):
        lines = [f"{text('severity.' + group.severity, lang)} ({len(group.findings)}): {group.text[lang]}"]
        lines += [f"    {_line(one, names, lang)}" for one in group.findings[:shown]]
        if len(group.findings) > shown:
            lines.append("    " + text("check.more", lang, count=len(group.findings) - shown))
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def page(found: Sequence[Finding], names: Names, lang: str) -> str:
    """One HTML page that needs nothing else: no script, no address to fetch."""
    sections = []
    for group in grouped(found):
        items = "".join(f"<li>{html.escape(_line(one, names, lang))}</li>" for one in group.findings)
        heading = html.escape(f"{text('severity.' + group.severity, lang)} ({len(group.findings)})")
        said = html.escape(group.text[lang])
        sections.append(
            f'<section class="{group.severity}"><h2>{heading}</h2><p>{said}</p>'
            f"<details{' open' if len(group.findings) <= SHOWN else ''}>"
            f"<summary>{html.escape(text('check.where', lang))}</summary><ul>{items}</ul></details></section>"
        )
    template = Template(files("amazongraph").joinpath("checks/report.html").read_text(encoding="utf-8"))
    return template.substitute(
        lang=lang,
        title=html.escape(text("check.title", lang)),
        totals=html.escape(totals(found, lang)),
        sections="\n".join(sections),
    )


def annotations(found: Sequence[Finding], names: Names, lang: str) -> str:
    """Workflow commands of GitHub Actions, one a finding: they show beside the line of the file in a review."""
    level = {"violation": "error", "warning": "warning", "info": "notice"}
    lines = []
    for one in found:
        file, row, column = one.cells[0] if one.cells else ("", 0, "")
        place = f" file={_property(file)},line={row},title={_property(column)}" if file else ""
        said = ": ".join(part for part in (_name(one, names), one.text[lang]) if part)
        lines.append(f"::{level[one.severity]}{place}::{_data(said)}\n")
    return "".join(lines)


def as_json(found: Sequence[Finding], names: Names, lang: str) -> str:
    """Everything, for a program; the name of each thing in ``lang``."""
    said = [{**one.as_dict(), "name": _name(one, names)} for one in found]
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Sequence[Finding], Names, str], str]] = {
    "text": terminal,
    "json": as_json,
    "html": page,
    "github": annotations,
}


def rejected_rows(found: Sequence[Finding], table: str, content: str, lang: str) -> str:
    """The rows of a table that a Violation points to, as CSV with a last column that says why; "" if there are none.

    ``content`` is the text of the table. Mended, the rows can be put back: the column of reasons is ignored.
    """
    reasons: dict[int, list[str]] = {}
    for one in found:
        if one.severity == "violation":
            for row in {row for file, row, _ in one.cells if file == table}:
                reasons.setdefault(row, []).append(one.text[lang])
    reader = csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*next(reader), REASON])
    for number, cells in enumerate(reader, start=2):
        if number in reasons:
            writer.writerow([*cells, " ".join(dict.fromkeys(reasons[number]))])
    return out.getvalue() if reasons else ""


REASON = "reason"


def _line(one: Finding, names: Names, lang: str) -> str:
    """Where it is, and what it is about."""
    places = []
    for file, row, column in one.cells[:3]:
        place = [file]
        place += [text("place.row", lang, row=row)] if row else []
        place += [text("place.column", lang, column=column)] if column not in {"", "key"} else []
        places.append(", ".join(place))
    value = names.get(one.value, terms.shorten(one.value)) if one.value else ""
    parts = ["; ".join(places), _name(one, names), value]
    return " · ".join(part for part in parts if part)


def _name(one: Finding, names: Names) -> str:
    short = terms.shorten(one.focus)
    name = names.get(one.focus, short)
    return name if name == short else f"{name} ({short})"


def _data(said: str) -> str:
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")
