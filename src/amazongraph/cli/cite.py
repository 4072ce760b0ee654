"""``amazongraph cite``."""

from pathlib import Path

import click

from amazongraph.cli.output import at_a_profile, leaving, release_or_build, writing
from amazongraph.settings import Settings


@click.command("cite")
@click.argument("thing")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "bibtex", "csl", "ris"]),
    default="text",
    help="Form of the citation. / Forma de la cita.",
)
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write. / Archivo de salida."
)
@at_a_profile
def command(settings: Settings, thing: str, form: str, to: Path | None) -> None:
    """Cite a claim, a figure, a document or the `release`, and who says it where. / Cita, con quién lo dice y dónde."""
    written = _written(settings, thing, form)
    if to is None:
        click.echo(written, nl=False)
    else:
        to = leaving(to, settings)
        with writing(to):
            to.write_text(written, encoding="utf-8", newline="")


def _written(settings: Settings, thing: str, form: str) -> str:
    from amazongraph.questions.attribution import attribution, of_release
    from amazongraph.questions.bibliography import bibliography
    from amazongraph.store.embedded import open_store

    release, lang = release_or_build(settings), settings.language
    folder = release.profile(settings.profile)
    version = of_release(release, settings.profile, lang)
    if thing in {"release", release.id}:
        return bibliography(folder, [version], form, lang) if form != "text" else version.text(lang) + "\n"
    found = attribution(open_store(folder / "store"), thing, lang)
    documents = bibliography(folder, found.documents, form, lang)
    if form != "text":
        return documents
    return "\n".join([*found.said, "", documents, version.text(lang), ""])
