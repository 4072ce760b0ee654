"""What the verbs share: the settings with their options, the release to read, and where output goes."""

import functools
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amazongraph import durable, releases
from amazongraph.cli.login import credentials, login_options
from amazongraph.errors import ParameterError, ReleaseError, SettingsError
from amazongraph.messages import LANGUAGES, text
from amazongraph.settings import ENGINES, PROFILES, Settings, load
from amazongraph.shelter import exposure, suggested

if TYPE_CHECKING:
    from amazongraph.served import Served

_THERE = "amazongraph.there"  # the release of the server that a command asks
NOT_STATED = "not stated"  # what a card says whose publisher names no licence

lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default=None, help="Language of the output. / Lengua de la salida."
)


class FileName(click.Path):
    """A file that has a name: an empty one would stand for the folder."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises ``ParameterError`` for an empty text."""
        if value == "":
            raise ParameterError("parameter.no-file")
        return super().convert(value, param, ctx)


json_option = click.option("--json", "as_json", is_flag=True, help="Output for programs. / Salida para programas.")


engine_option = click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=None,
    help="Where the largest works are done. / Dónde se hacen los trabajos más grandes.",
)

_profile_option = click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default=None,
    help="What to open; own only where the workspace says so. / Qué abrir; own solo donde el espacio lo dice.",
)


_endpoint_option = click.option(
    "--endpoint",
    default="",
    metavar="URL",
    help="Ask the release on this SPARQL server; see push. / Pregunta a la versión de este servidor SPARQL; vea push.",
)


def at_a_profile(
    command: Callable[..., Any] | None = None, *, default: str = "", anywhere: bool = False
) -> Callable[..., Any]:
    """``with_settings`` for a verb that opens a release: ``--profile`` besides, and a word where it is not public.

    ``default``: the profile where none is asked for; that of the workspace unless it is given. ``anywhere``: the
    release may lie on a server, ``--endpoint``; see ``readable``.
    """
    if command is None:
        return functools.partial(at_a_profile, default=default, anywhere=anywhere)

    def run(folder: Path, /, lang: str | None, profile: str | None, **options: Any) -> Any:
        settings = load(folder)
        there = _there(options, lang or settings.language) if anywhere else None
        if profile == "own" and settings.profile != "own" and not there:
            raise SettingsError("profile.not-own", folder=str(settings.root))
        if there and profile:
            there.store(profile)
        opened = profile or (there.name if there else default) or settings.profile
        settings = replace(settings, language=lang or settings.language, profile=opened)
        if settings.profile != "public":
            say("profile.banner", settings)
        done = command(settings=settings, **options)
        if there:
            there.confirm()
        return done

    functools.update_wrapper(run, command)
    with_options = lang_option(_profile_option(click.pass_obj(run)))
    return _endpoint_option(login_options(with_options)) if anywhere else with_options


def _there(options: dict[str, Any], lang: str) -> "Served | None":
    """The release of the server that the options name, which are taken out; none where they name none.

    Raises ``EndpointError``, and ``ParameterError`` for who cannot log in.
    """
    endpoint, user, digest = (options.pop(name) for name in ("endpoint", "user", "digest"))
    if not endpoint:
        if user or digest:
            raise ParameterError("login.no-endpoint")
        return None
    from amazongraph.served import served

    there = click.get_current_context().meta[_THERE] = served(endpoint, credentials(user, digest, lang))
    return there


def readable(settings: Settings) -> releases.Readable:
    """The release on the server that is to be asked, or else the current one of the workspace, built if need be.

    Raises what a build raises.
    """
    there: Served | None = click.get_current_context().meta.get(_THERE)
    return there or release_or_build(settings)


def leaving(path: Path, settings: Settings) -> Path:
    """The path under which something leaves: of what is internal the name says so, and the folder is not shared.

    Raises ``SettingsError`` for an internal file in a folder that a service copies or that is shared as code.
    """
    if settings.profile == "public":
        return path
    if exposed := exposure(path.parent):
        why, where = exposed
        raise SettingsError(f"shelter.{why}", folder=str(where), instead=str(suggested()))
    mark = text("profile.own", settings.language)
    marked = path if mark in path.name else path.with_name(f"{path.stem}.{mark}{path.suffix}")
    if marked != path:
        say("profile.renamed", settings, file=str(marked))
    return marked


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb ``settings`` in place of ``--lang``: those of its workspace, in the language asked for."""

    def run(folder: Path, /, lang: str | None, **options: Any) -> Any:
        settings = load(folder)
        return command(settings=replace(settings, language=lang) if lang else settings, **options)

    functools.update_wrapper(run, command)
    return lang_option(click.pass_obj(run))


def say(key: str, settings: Settings, **values: object) -> None:
    """Tell the user something on stderr; stdout is for data."""
    click.echo(text(key, settings.language, **values), err=True)


def licence_text(licence: str, lang: str) -> str:
    """A licence by its name; that none is stated, in words."""
    return text("add.no-licence", lang) if licence == NOT_STATED else licence


def put_json(value: object) -> None:
    """Write a value to stdout as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def put(written: str, to: Path | None, settings: Settings, encoding: str = "utf-8") -> None:
    """Print a text, or write it into a file as ``leaving`` allows. Raises what ``leaving`` and ``writing`` raise."""
    if to is None:
        click.echo(written, nl=False)
        return
    path = leaving(to, settings)
    with writing(path):
        durable.write(path, written.encode(encoding))


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tell the user in words of a file that cannot be written. Raises ``SettingsError``."""
    try:
        yield
    except OSError as error:
        raise SettingsError("file.unwritable", file=str(path), detail=error.strerror or str(error)) from error


def tell_engine(settings: Settings) -> None:
    """Say so where shapes are checked by the slower of the two engines, for want of the other."""
    from amazongraph.checks.shapes import engine

    if engine() == "pySHACL":
        say("check.slow-engine", settings)


def release_or_build(settings: Settings) -> releases.Release:
    """The current release; where there is none, the reference one is built first, and the user is told."""
    release = releases.current(settings)
    if release is None:
        say("build.first", settings)
        from amazongraph.cli.build import build_with_progress

        build_with_progress(settings, set_aside=False)
        release = releases.current(settings)
    if release is None:
        raise ReleaseError("release.none", folder=str(settings.graph))
    return release


def width() -> int:
    """Columns of the terminal, or of ``COLUMNS``; 140 where output goes to a file or a pipe."""
    if os.environ.get("COLUMNS") or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return 140
