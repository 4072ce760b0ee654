"""Tells what an answer has from outside of this graph: who says it, since when, what was sent, what is missing."""

from typing import Any

from amazongraph.messages import LANGUAGES, text
from amazongraph.questions.answer import Answer
from amazongraph.questions.question import heading
from amazongraph.questions.remote import Asked, RemotePart


def elsewhere(answer: Answer, lang: str) -> list[str]:
    """A text for each remote part of the question, whether it was asked or not."""
    asked = {one.endpoint: one for one in answer.remote}
    return [
        " ".join(_told(answer, part, asked[part.endpoint], lang))
        if part.endpoint in asked
        else text("remote.not-asked", lang, columns=_columns(answer, part, lang), **_called(part, lang))
        for part in answer.question.remote
    ]


def elsewhere_json(answer: Answer) -> list[dict[str, Any]]:
    """The same for programs."""
    asked = {one.endpoint: one for one in answer.remote}
    texts = {lang: elsewhere(answer, lang) for lang in LANGUAGES}
    return [
        {
            "endpoint": part.endpoint,
            "title": part.title,
            "licence": part.licence or None,
            "sends": part.sends,
            "status_column": part.status,
            "columns": [one.name for one in answer.question.columns if _fills(part, one.name, one.remote)],
            **_json(asked.get(part.endpoint)),
            "text": {lang: texts[lang][number] for lang in LANGUAGES},
        }
        for number, part in enumerate(answer.question.remote)
    ]


def _json(one: Asked | None) -> dict[str, Any]:
    if one is None:
        return {"asked": False}
    numbers = {name: getattr(one, name) for name in ("sent", "answered", "missing", "not_sent", "unread")}
    problem = {"key": one.problem.key, **{lang: one.problem.text(lang) for lang in LANGUAGES}} if one.problem else None
    return {"asked": True, "address": one.address, "retrieved": one.retrieved, **numbers, "problem": problem}


def _told(answer: Answer, part: RemotePart, one: Asked, lang: str) -> list[str]:
    said = {"kind": text(f"sends.{part.sends}", lang), "address": one.address, "day": _clock(one.retrieved)}
    licence = text("remote.licence", lang, licence=part.licence) if part.licence else ""
    lines = [] if one.problem is None else [lacking(part, one, lang)]
    if one.sent > one.missing:
        columns = _columns(answer, part, lang)
        lines.append(text("remote.told", lang, columns=columns, licence=licence, **said, **_called(part, lang)))
        lines.append(text("remote.sent", lang, sent=one.sent, answered=one.answered, **said))
    if one.not_sent:
        lines.append(text("remote.unsent", lang, rows=one.not_sent, **said))
    if one.unread:
        lines.append(text("remote.unread", lang, count=one.unread))
    return lines or [text("remote.no-rows", lang, **_called(part, lang))]


def lacking(part: RemotePart, one: Asked, lang: str) -> str:
    """Which part of the answer is missing, and why."""
    why = one.problem.text(lang) if one.problem else ""
    kind = text(f"sends.{part.sends}", lang)
    return text("remote.lacking", lang, missing=one.missing, sent=one.sent, kind=kind, why=why, **_called(part, lang))


def _clock(retrieved: str) -> str:
    """``2026-11-29 12:30 UTC``."""
    return f"{retrieved[:10]} {retrieved[11:16]} UTC"


def _called(part: RemotePart, lang: str) -> dict[str, str]:
    return {"name": part.endpoint, "title": part.title[lang]}


def _columns(answer: Answer, part: RemotePart, lang: str) -> str:
    shown = [one for one in answer.question.columns if _fills(part, one.name, one.remote) and one.lang in {"", lang}]
    return ", ".join(heading(one, lang) for one in shown)


def _fills(part: RemotePart, name: str, remote: str) -> bool:
    return remote == part.endpoint and name not in part.told
