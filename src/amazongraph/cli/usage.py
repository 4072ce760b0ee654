"""Tells in the user's language what verbs do, and what click finds wrong with the words of a command; click itself
speaks English only.
"""

import os
import re
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from amazongraph.errors import AmazonGraphError
from amazongraph.messages import LANGUAGES, text
from amazongraph.settings import load, system_language

_WORDS = re.compile(r"\((.*)\)$")
_QUOTED = re.compile(r"'([^']*)'")


class Verbs(click.Group):
    """A group whose help says what each verb does in the user's language; click would show the English of all."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of the verbs."""
        lang = language_of(sys.argv[1:])
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands / Órdenes"):
            formatter.write_dl([(name, first_sentence((one and one.help) or "", lang)) for name, one in commands])


def first_sentence(help_text: str, lang: str) -> str:
    """What a verb does: a help is English and then, after " / " or in the last paragraph, Spanish."""
    paragraphs = [" ".join(one.split()) for one in help_text.split("\n\n") if one.strip()] or [""]
    english, _, spanish = paragraphs[0].partition(" / ")
    said = english if lang == "en" else spanish or paragraphs[-1]
    return said.partition(". ")[0].rstrip(".") + "."


def told(error: click.UsageError, lang: str) -> str:
    """What is wrong, what is possible instead, and how the command is written."""
    context = error.ctx
    if context is None:
        return _wrong(error, lang)
    written = " ".join([context.command_path, *context.command.collect_usage_pieces(context)])
    return f"{_wrong(error, lang)}\n{text('usage.written', lang, written=written, path=context.command_path)}"


def _wrong(error: click.UsageError, lang: str) -> str:
    match error:
        case click.MissingParameter():
            return text("usage.missing", lang, name=_name(error))
        case click.BadParameter() if isinstance(error.param, click.Parameter):
            return _value(error, error.param.type, lang)
        case click.NoSuchOption():
            options = [name for one in _parameters(error) for name in one.opts if name.startswith("--")]
            return _near(text("usage.option", lang, name=error.option_name), error.option_name, options, lang)
        case click.BadOptionUsage():
            flag = "not take" in error.message
            return text("usage.flag" if flag else "usage.no-value", lang, name=error.option_name)
    return _command(error, lang) or _surplus(error, lang)


def _command(error: click.UsageError, lang: str) -> str:
    """What is said of a verb that does not exist; "" for another error. Older clicks have no class for it."""
    group = error.ctx.command if error.ctx else None
    if not isinstance(group, click.Group) or error.ctx is None or not (given := _QUOTED.search(error.message)):
        return ""
    known = group.list_commands(error.ctx)
    said = text("usage.command", lang, name=given[1])
    told = _near(said, given[1], known, lang)
    return told if told != said else f"{said} {text('usage.commands', lang, known=', '.join(known))}"


def _surplus(error: click.UsageError, lang: str) -> str:
    found = _WORDS.search(error.message)
    return text("usage.surplus", lang, words=found[1]) if found else error.format_message()


def _value(error: click.BadParameter, kind: "click.ParamType[Any]", lang: str) -> str:
    given, name = _QUOTED.search(error.message), _name(error)
    value = given[1] if given else "?"
    match kind:
        case click.Choice():
            return text("usage.choice", lang, name=name, value=value, choices=", ".join(map(str, kind.choices)))
        case click.types.FloatParamType() | click.types.IntParamType():
            bounds = getattr(kind, "_describe_range", str)()
            whole = isinstance(kind, click.types.IntParamType)
            return text("usage.whole" if whole else "usage.number", lang, name=name, bounds=bounds and f": {bounds}")
        case click.Path():
            return text("usage.folder" if not kind.file_okay else "usage.file", lang, name=name, value=value)
    return text("usage.value", lang, name=name, detail=error.message)


def _near(said: str, word: str, known: Iterable[str], lang: str) -> str:
    near = get_close_matches(word, sorted(set(known)), n=3, cutoff=0.6)
    return f"{said} {text('usage.near', lang, near=', '.join(near))}" if near else said


def _parameters(error: click.UsageError) -> list[click.Parameter]:
    return error.ctx.command.params if error.ctx else []


def _name(error: click.BadParameter) -> str:
    """An option as it is written, an argument as the usage calls it."""
    if error.param is None:
        return "?"
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.human_readable_name.strip("[]")


def language_of(arguments: list[str]) -> str:
    """The language for an error that may have struck before the command knew its own."""
    asked = _option(arguments, "--lang")
    if asked in LANGUAGES:
        return asked
    try:
        return load(Path(_option(arguments, "--workspace") or Path.cwd()).resolve()).language
    except AmazonGraphError:
        return system_language(dict[str, Any](os.environ))


def _option(arguments: list[str], name: str) -> str:
    """The value of an option as the user wrote it, ``--name value`` or ``--name=value``; "" if it is not there."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if word == name:
            return following
        if word.startswith(name + "="):
            return word.partition("=")[2]
    return ""
