"""Writes a brief as PDF (A4, tagged, PDF/UA-1) or, on one page, as a PNG picture for messaging.

Needs the extra ``pdf``. Only the fonts that come with typst are used, and no clock, so that the same brief gives the
same bytes on every machine.
"""

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

from amazongraph.brief.model import Brief, Section, Statement
from amazongraph.brief.short import PAGE, PHONE, one_page
from amazongraph.brief.words import source_short, source_text
from amazongraph.extras import needed
from amazongraph.messages import text

_TRIES = 16  # each with less room, where a page comes out too long
_DOTS_AN_INCH = 229  # 1080 dots across 120 mm
_TALLEST = 2.3  # times its width: taller pictures are made smaller by messaging apps


def pdf(brief: Brief, *, short: bool = False) -> bytes:
    """The brief as PDF, on one page if asked for. Raises ``ExtraError`` without typst."""
    if not short:
        return _compiled(brief, "pdf")
    plan = replace(PAGE, room=2 * PAGE.room)
    made = one_page(brief, plan)
    for _ in range(_TRIES):
        if _pages(made) == 1:
            break
        plan = plan.less()
        made = one_page(brief, plan)
    return _compiled(made, "pdf")


def png(brief: Brief) -> bytes:
    """The brief on one page as a picture to be read on a phone. Raises ``ExtraError`` without typst."""
    picture, plan = _compiled(one_page(brief, PHONE), "png"), PHONE
    for _ in range(_TRIES):
        width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
        if height <= width * _TALLEST:
            break
        plan = plan.less()
        picture = _compiled(one_page(brief, plan), "png")
    return picture


def _compiled(brief: Brief, form: str) -> bytes:
    options: dict[str, Any] = {"format": form, "ppi": _DOTS_AN_INCH} if form == "png" else {"format": form}
    if form == "pdf":
        options |= {"pdf_standards": "ua-1", "timestamp": 0}
    made = needed("typst", "pdf").compile(_template(), **_inputs(brief, form), **options)
    return bytes(made)


def _pages(brief: Brief) -> int:
    said = needed("typst", "pdf").query(_template(), "<pages>", "value", one=True, **_inputs(brief, "pdf"))
    return int(said)


def _inputs(brief: Brief, form: str) -> dict[str, Any]:
    said = json.dumps(_said(brief, form), ensure_ascii=False)
    return {"sys_inputs": {"brief": said}, "ignore_system_fonts": True}


def _template() -> bytes:
    return files("amazongraph").joinpath("brief/brief.typ").read_bytes()


def _said(brief: Brief, form: str) -> dict[str, Any]:
    """Everything the template writes."""
    written = source_short if brief.one_page else source_text
    return {
        "form": form,
        "title": brief.title,
        "kind": " · ".join(filter(None, (brief.kind, brief.where))),
        "description": f"{brief.title}: {text('brief.name', brief.lang)}",
        "lang": brief.lang,
        "one_page": brief.one_page,
        "banner": brief.banner,
        "about": brief.about,
        "sections": [_section(brief, one) for one in brief.everything() if one.all()],
        "abbreviations": [] if form == "png" else brief.abbreviations(),
        "sources": [
            {"text": written(one, brief.lang), "url": "" if brief.one_page else one.url} for one in brief.sources
        ],
        "closing": brief.closing,
        "words": {"short": text("brief.short", brief.lang), "sources": text("answer.sources", brief.lang)},
    }


def _section(brief: Brief, section: Section) -> dict[str, Any]:
    listed = section.above if section.columns else section.all()
    return {
        "title": section.title,
        "items": [{"head": one.head, "text": one.whole(), "numbers": brief.numbers(one)} for one in listed],
        "columns": [*section.columns, text("answer.sources", brief.lang)] if section.columns else [],
        "rows": _rows(brief, section.statements) if section.columns else [],
        "notes": [line for line in (section.left_out, section.note) if line],
    }


def _rows(brief: Brief, statements: tuple[Statement, ...]) -> list[dict[str, Any]]:
    """The rows of a table, the name of each group before its rows."""
    rows: list[dict[str, Any]] = []
    group = ""
    for one in statements:
        if one.group != group:
            group = one.group
            rows.append({"group": group, "cells": [], "numbers": []})
        rows.append({"group": "", "cells": one.cells, "numbers": brief.numbers(one)})
    return rows
