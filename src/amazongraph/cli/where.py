"""``amazongraph where``."""

import click

from amazongraph import releases
from amazongraph.cli.output import json_option, put_json, with_settings
from amazongraph.resources import data_dir
from amazongraph.settings import FILE, Settings
from amazongraph.sources.curated import FOLDER


@click.command("where")
@json_option
@with_settings
def command(settings: Settings, as_json: bool) -> None:
    """Say where things are kept. / Dice dónde está cada cosa."""
    release = releases.current(settings)
    places = {
        "workspace": str(settings.root),
        "settings": str(settings.root / FILE) if settings.has_file else "",
        "graph": str(settings.graph),
        "release": str(release.folder) if release else "",
        "ontology": str(data_dir("ontology")),
        "queries": str(data_dir("queries")),
        "tables": str(FOLDER),
    }
    if as_json:
        put_json(places)
        return
    for name, path in places.items():
        click.echo(f"{name:10} {path or '-'}")
