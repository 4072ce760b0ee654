"""What a shell may complete: questions, and the parameters of the one that stands before. Never an error."""

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from amazongraph.errors import AmazonGraphError


def question_ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ids of the questions that begin so, with what each asks."""
    lang, listed = _index(ctx)
    return [
        CompletionItem(entry["id"], help=entry["question"][lang])
        for entry in listed
        if entry["id"].startswith(incomplete)
    ]


def parameter_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """``area=`` and the other parameters of the question, with labels; after ``=`` the few there are to choose."""
    lang, listed = _index(ctx)
    # An option that still lacks its value keeps click from placing the words before it.
    words = {ctx.params.get("question"), *ctx.args}
    known = [one for entry in listed if entry["id"] in words for one in entry["parameters"]]
    name, equals, _ = incomplete.partition("=")
    if equals:
        choices = [f"{name}={choice}" for one in known if one["name"] == name for choice in one["choices"]]
        return [CompletionItem(choice) for choice in choices if choice.startswith(incomplete)]
    return [
        CompletionItem(one["name"] + "=", help=one["label"][lang])
        for one in known
        if one["name"].startswith(incomplete)
    ]


def _index(ctx: click.Context) -> tuple[str, list[dict[str, Any]]]:
    """The language, and the questions of the current release as it lists them; none where there is no release."""
    from amazongraph.releases import current
    from amazongraph.settings import load

    folder = ctx.find_root().params.get("workspace") or Path.cwd()
    try:
        settings = load(Path(folder).resolve())
        release = current(settings)
        listed = release.read_json("public/questions.json") if release else []
    except AmazonGraphError:
        return "es", []
    return settings.language, [entry["question"] for entry in listed]
