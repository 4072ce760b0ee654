r"""A list of documents as reference managers read it: BibTeX, CSL-JSON, RIS, or plain text. One function a form.

BibTeX is written in ASCII for the classic program (``{\'a}``); its ``date`` and ``urldate`` are for biblatex. CSL-JSON
is that of CSL 1.0.2; RIS has CR LF line ends and one tag a line. A title that is not verified stands in square brackets
and a note says so. The access date is the day on which what the document says was last taken in.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from amazongraph.messages import text
from amazongraph.questions.citations import Citation
from amazongraph.releases import Readable

# Class -> (BibTeX entry, CSL type, RIS type); a news item has its publisher for a container.
_TYPES = {
    "NewsArticle": ("article", "article-newspaper", "NEWS"),
    "OpinionPiece": ("article", "article-newspaper", "NEWS"),
    "JournalArticle": ("article", "article-journal", "JOUR"),
    "Report": ("techreport", "report", "RPRT"),
    "NormText": ("misc", "legislation", "STAT"),
    "Dataset": ("misc", "dataset", "DATA"),
    "MappingSet": ("misc", "dataset", "DATA"),
    "PressNote": ("misc", "article", "GEN"),
    "WebPage": ("misc", "webpage", "ELEC"),
}
_OTHER = ("misc", "document", "GEN")
_CONTAINED = frozenset({"article"})
_PARTS = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "“": "``", "”": "''", "‘": "`", "’": "'", "–": "--",
    "—": "---", "…": r"\ldots{}", "«": r"\guillemotleft{}", "»": r"\guillemotright{}", "¿": "{?`}", "¡": "{!`}",
    "º": r"\textordmasculine{}", "ª": r"\textordfeminine{}", "°": r"\textdegree{}", "\u00a0": "~",
}  # fmt: skip
_ACCENTS = {"\u0301": "'", "\u0300": "`", "\u0302": "^", "\u0308": '"', "\u0303": "~", "\u0327": "c ", "\u030a": "r ",
            "\u030c": "v ", "\u0304": "="}  # fmt: skip


def bibtex(documents: Sequence[Citation], days: Mapping[str, str], lang: str) -> str:
    """BibTeX; ``days`` is document -> when it was accessed."""
    return "\n".join(_bibtex(one, days.get(one.iri, ""), lang) for one in documents)


def csl(documents: Sequence[Citation], days: Mapping[str, str], lang: str) -> str:
    """CSL-JSON, as Zotero and citeproc read it."""
    return (
        json.dumps([_csl(one, days.get(one.iri, ""), lang) for one in documents], ensure_ascii=False, indent=1) + "\n"
    )


def ris(documents: Sequence[Citation], days: Mapping[str, str], lang: str) -> str:
    """RIS, as EndNote, Mendeley and Zotero read it."""
    return "".join(_ris(one, days.get(one.iri, ""), lang) for one in documents)


def plain(documents: Sequence[Citation], days: Mapping[str, str], lang: str) -> str:
    """One line a document, as answers print them, with the access date where there is an address."""
    lines = []
    for number, one in enumerate(documents, start=1):
        day = days.get(one.iri, "")
        seen = " " + text("cite.accessed", lang, day=day) if one.url and day else ""
        lines.append(f"[{number}] {one.text(lang)}{seen}\n")
    return "".join(lines)


FORMS: dict[str, Callable[[Sequence[Citation], Mapping[str, str], str], str]] = {
    "text": plain,
    "bibtex": bibtex,
    "csl": csl,
    "ris": ris,
}


def bibliography(release: Readable, profile: str, documents: Sequence[Citation], form: str, lang: str) -> str:
    """The documents in one of ``FORMS``; ``release`` at ``profile`` is what cites them."""
    days = release.accessed(profile, (document.iri for document in documents))
    return FORMS[form](documents, days, lang)


def latex(words: str) -> str:
    r"""The words as LaTeX sets them anywhere, in ASCII where LaTeX has a command: ``{\'a}``, ``\&``."""
    return "".join(_letter(one) for one in unicodedata.normalize("NFC", words))


def _letter(one: str) -> str:
    if one in _LATEX:
        return _LATEX[one]
    apart = unicodedata.normalize("NFD", one)
    base, mark = apart[:1], apart[1:]
    if mark not in _ACCENTS:
        return one
    # Above the letter stands the accent and not the dot.
    under = {"i": r"\i", "j": r"\j"}.get(base, base) if mark != "\u0327" else base
    return f"{{\\{_ACCENTS[mark]}{under}}}"


def _kind(one: Citation) -> tuple[str, str, str]:
    return _TYPES.get(one.kind, _OTHER)


def _title(one: Citation) -> str:
    return f"[{one.title}]" if one.title_made else one.title


def _note(one: Citation, lang: str) -> str:
    read = one.read(lang)
    return f"{text('cite.unverified-title', lang)} {read}" if one.title_made else read


def _dates(edtf: str) -> list[tuple[str, ...]]:
    """The (year, month, day), as far as each is known, of a date or of both ends of a period."""
    found = [_PARTS.fullmatch(part) for part in edtf.split("/")]
    return [tuple(part for part in match.groups() if part) for match in found if match]


def _bibtex(one: Citation, day: str, lang: str) -> str:
    dates = _dates(one.date)
    by = {"article": "journal", "techreport": "institution"}.get(_kind(one)[0], "publisher")
    fields = {
        "title": f"{{{{{latex(_title(one))}}}}}",
        by: f"{{{{{latex(', '.join(one.publishers) or text('cite.no-publisher', lang))}}}}}",
        "year": f"{{{dates[0][0]}}}" if dates else "",
        "month": _MONTHS[int(dates[0][1]) - 1] if dates and len(dates[0]) > 1 else "",
        "date": f"{{{one.date}}}" if dates else "",
        # An address is taken as it stands; what would end the field is written as addresses write it.
        "url": f"{{{one.url.replace('{', '%7B').replace('}', '%7D')}}}" if one.url else "",
        "urldate": f"{{{day}}}" if one.url and day else "",
        "language": f"{{{one.language}}}" if one.language else "",
        "note": f"{{{latex(_note(one, lang))}}}",
    }
    lines = [f"  {name} = {value},\n" for name, value in fields.items() if value]
    return f"@{_kind(one)[0]}{{{_key(one)},\n{''.join(lines)}}}\n"


def _key(one: Citation) -> str:
    return one.iri.rpartition("/")[2]


def _csl(one: Citation, day: str, lang: str) -> dict[str, Any]:
    dates = [[int(part) for part in date] for date in _dates(one.date)]
    publisher = ", ".join(one.publishers)
    said = {
        "id": _key(one),
        "type": _kind(one)[1],
        "title": _title(one),
        "container-title" if _kind(one)[0] in _CONTAINED else "publisher": publisher,
        "issued": {"date-parts": dates} if dates else None,
        "URL": one.url,
        "accessed": {"date-parts": [[int(part) for part in day.split("-")]]} if one.url and day else None,
        "language": one.language,
        "note": _note(one, lang),
    }
    return {name: value for name, value in said.items() if value}


def _ris(one: Citation, day: str, lang: str) -> str:
    dates = _dates(one.date)
    contained = _kind(one)[0] in _CONTAINED
    tags = [
        ("TY", _kind(one)[2]),
        ("ID", _key(one)),
        ("TI", _title(one)),
        *[("T2" if contained else "PB", name) for name in one.publishers],
        ("PY", dates[0][0] if dates else ""),
        ("DA", "/".join((*dates[0], "", "", "")[:3]) + "/" if dates else ""),
        ("UR", one.url),
        ("Y2", day.replace("-", "/") + "/" if one.url and day else ""),
        ("LA", one.language),
        ("N1", _note(one, lang)),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in tags if value]
    return "".join([*lines, "ER  - \r\n\r\n"])
