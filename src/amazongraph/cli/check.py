"""``amazongraph check``."""

from pathlib import Path

import click

from amazongraph import releases
from amazongraph.checks.forms import FORMS, rejected_rows, terminal
from amazongraph.checks.report import Finding, findings_of_rdf, from_dict, of_problem
from amazongraph.cli.output import release_or_build, with_settings, writing
from amazongraph.errors import EXIT_FINDINGS, SourceError
from amazongraph.settings import Settings
from amazongraph.sources.curated import tables, with_edited


@click.command("check")
@click.argument("what", nargs=-1, metavar="[RELEASE | FILE...]")
@click.option(
    "--format", "form", type=click.Choice(list(FORMS)), default="text", help="Form of the report. / Forma del informe."
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@click.option("--all", "everything", is_flag=True, help="Every cell of every finding. / Todas las celdas.")
@click.option(
    "--rejects",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder for the rows that stop a release, with the reason. / Carpeta para las filas que impiden publicar.",
)
@with_settings
def command(
    settings: Settings, what: tuple[str, ...], form: str, to: Path | None, everything: bool, rejects: Path | None
) -> None:
    """Tell what is wrong or missing in a release, in edited tables or in RDF files, and what to do.

    Dice qué está mal o falta en una versión, en tablas editadas o en archivos RDF, y qué hacer.
    """
    paths = [Path(name) for name in what if Path(name).is_file()]
    if len(paths) == len(what) and paths:
        found, names = _of_files(paths)
    else:
        found, names = _of_release(settings, " ".join(what))
    lang = settings.language
    report = (
        terminal(found, names, lang, len(found)) if everything and form == "text" else FORMS[form](found, names, lang)
    )
    if to is None:
        click.echo(report, nl=False)
    else:
        with writing(to):
            to.write_text(report, encoding="utf-8", newline="\n")
    if rejects is not None:
        _write_rejects(found, paths, rejects, lang)
    if any(one.severity == "violation" for one in found):
        click.get_current_context().exit(EXIT_FINDINGS)


def _of_release(settings: Settings, release_id: str) -> tuple[list[Finding], dict[str, str]]:
    """The findings the build of a release wrote down; of the current one if none is named."""
    from amazongraph.labels import labels
    from amazongraph.store.embedded import open_store

    release = releases.find(settings, release_id) if release_id else release_or_build(settings)
    found = [from_dict(said) for said in release.read_json("public/findings.json")]
    iris = {iri for one in found for iri in (one.focus, one.value) if "://" in iri}
    named = labels(open_store(release.profile() / "store"), iris)
    return found, {iri: both[settings.language] for iri, both in named.items()}


def _of_files(paths: list[Path]) -> tuple[list[Finding], dict[str, str]]:
    """The findings of edited tables in place of the packaged ones, or of RDF files against our shapes."""
    from amazongraph.build import examine

    try:
        if any(path.suffix.lower() == ".csv" for path in paths):
            return examine(with_edited(paths))
        return [one for path in paths for one in findings_of_rdf(path)], {}
    except SourceError as error:
        return [of_problem(problem) for problem in error.problems], {}


def _write_rejects(found: list[Finding], paths: list[Path], folder: Path, lang: str) -> None:
    """A CSV for every table with rows that stop a release: those rows, and why."""
    edited = {path.name: path for path in paths}
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for table in tables():
            path = edited.get(table.path.name, table.path)
            rows = rejected_rows(found, path.name, path.read_text(encoding="utf-8-sig"), lang)
            if rows:
                (folder / path.name).write_text(rows, encoding="utf-8-sig", newline="")
