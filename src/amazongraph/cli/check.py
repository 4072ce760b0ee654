"""``amazongraph check``."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amazongraph import durable, releases
from amazongraph.checks.forms import FORMS, SHOWN, Report, rejected_rows
from amazongraph.checks.report import SEVERITIES, Finding, findings_of_rdf, from_dict, of_problem, read_rdf, things
from amazongraph.cli.output import at_a_profile, put, release_or_build, say, tell_engine, writing
from amazongraph.errors import EXIT_FINDINGS, Problem, SettingsError, SourceError
from amazongraph.files import is_file
from amazongraph.messages import text
from amazongraph.settings import Settings
from amazongraph.sources.curated import tables, with_edited
from amazongraph.store.asking import Store

if TYPE_CHECKING:
    pass

Told = tuple[list[Finding], dict[str, str]]


@click.command("check")
@click.argument("what", nargs=-1, metavar="[RELEASE | FILE...]")
@click.option(
    "--format", "form", type=click.Choice(list(FORMS)), default="text", help="Form of the report. / Forma del informe."
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Every cell of every finding, also of tables not given. / Todas las celdas, también de tablas no indicadas.",
)
@click.option(
    "--rejects",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder for the rows that stop a release, with the reason. / Carpeta para las filas que impiden publicar.",
)
@at_a_profile
def command(
    settings: Settings, what: tuple[str, ...], form: str, to: Path | None, everything: bool, rejects: Path | None
) -> None:
    """Tell what is wrong or missing in a release, in edited tables or in RDF files, and what to do.

    Dice qué está mal o falta en una versión, en tablas editadas o en archivos RDF, y qué hacer.
    """
    paths = [Path(name) for name in what] if len(what) > 1 or any(map(_is_file, what)) else []
    lang = settings.language
    if rejects is not None:
        _spare_tables(paths, rejects)
    if paths:
        tell_engine(settings)
        found, names = _of_files(paths, lang)
        if not everything:
            found = _touching(paths, found, settings)
        about = ", ".join(path.name for path in paths)
    else:
        release = releases.find(settings, what[0]) if what else release_or_build(settings)
        found, names = _of_release(release, lang, settings.profile)
        about = text("check.release", lang, id=release.id)
    told = _located(found, paths) if form == "github" else found
    report = FORMS[form](Report(told, lang, names, about, shown=len(found) if everything else SHOWN))
    put(report, to, settings)
    if rejects is not None:
        _write_rejects(settings, found, paths, rejects)
    if any(one.severity == "violation" for one in found):
        click.get_current_context().exit(EXIT_FINDINGS)


def _is_file(name: str) -> bool:
    """Whether the user means a file: there is one, or the name has an ending or a folder, as no release has."""
    path = Path(name)
    return is_file(path) or bool(path.suffix) or path.name != name


def _of_release(release: releases.Release, lang: str, profile: str) -> Told:
    """The findings the build of a release wrote down."""
    from amazongraph.store.embedded import open_store

    found = [from_dict(said) for said in release.read_json(f"{profile}/findings.json")]
    return found, _names(found, open_store(release.profile(profile) / "store"), lang)


def _of_files(paths: list[Path], lang: str) -> Told:
    """The findings of edited tables in place of the packaged ones, and of RDF files against our shapes."""
    from amazongraph.build import examine

    absent = [Problem("check.absent", str(path)) for path in paths if not is_file(path)]
    if absent:
        raise SourceError(*absent)
    found: list[Finding] = []
    names: dict[str, str] = {}
    edited = [path for path in paths if path.suffix.lower() == ".csv"]
    try:
        if edited:
            found, names = examine(with_edited(edited), lang)
    except SourceError as error:
        found = [of_problem(problem) for problem in error.problems]
    for path in paths:
        if path not in edited:
            own, known = _of_rdf(path, lang)
            found += own
            names |= known
    return sorted(found, key=lambda one: SEVERITIES.index(one.severity)), names


def _touching(paths: list[Path], found: list[Finding], settings: Settings) -> list[Finding]:
    """What stops a release, and what has a cell in the files given; how much else there is, is told."""
    given = {path.name for path in paths}
    kept = [one for one in found if one.severity == "violation" or given & {file for file, _, _ in one.cells}]
    if others := len(found) - len(kept):
        say("check.elsewhere", settings, count=others)
    return kept


def _of_rdf(path: Path, lang: str) -> Told:
    try:
        store = read_rdf(path)
    except SourceError as error:
        return [of_problem(problem) for problem in error.problems], {}
    found = findings_of_rdf(store, path.name)
    return found, _names(found, store, lang)


def _names(found: list[Finding], store: Store, lang: str) -> dict[str, str]:
    """What the store calls the things of the findings."""
    from amazongraph.labels import labels

    return {iri: both[lang] for iri, both in labels(store, things(found)).items()}


def _located(found: list[Finding], paths: list[Path]) -> list[Finding]:
    """The findings with the paths of their files from here on: a review shows them beside the lines of those."""
    here = Path.cwd()
    known = {name: path.resolve() for name, path in _checked(paths).items()}
    files = {name: path.relative_to(here).as_posix() for name, path in known.items() if path.is_relative_to(here)}
    return [
        replace(one, cells=tuple((files.get(file, file), row, column) for file, row, column in one.cells))
        for one in found
    ]


def _checked(paths: list[Path]) -> dict[str, Path]:
    """The tables that are checked, by file name."""
    return {path.name: path for path in [*(table.path for table in tables()), *paths]}


def _spare_tables(paths: list[Path], folder: Path) -> None:
    """Refuse a folder in which the rejected rows would take the place of a table that is checked."""
    for name, path in _checked(paths).items():
        if path.resolve() == (folder / name).resolve():
            raise SettingsError("check.rejects-there", folder=str(folder), file=name)


def _write_rejects(settings: Settings, found: list[Finding], paths: list[Path], folder: Path) -> None:
    """A CSV for every table with rows that stop a release: those rows, and why."""
    written = 0
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in _checked(paths).items():
            # Bytes that are no text cannot be given back; the message about them says what to do.
            content = path.read_bytes().decode("utf-8-sig", errors="replace")
            rows = "" if "\ufffd" in content else rejected_rows(found, name, content, settings.language)
            if rows:
                durable.write(folder / name, rows.encode("utf-8-sig"))
                written += 1
    say("check.rejects" if written else "check.no-rejects", settings, count=written, folder=str(folder))
