"""``amazongraph mend``."""

from pathlib import Path

import click

from amazongraph.cli.output import say, with_settings, writing
from amazongraph.errors import Problem, SourceError
from amazongraph.files import is_file
from amazongraph.settings import Settings
from amazongraph.sources.mended import put_back

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("mend")
@click.argument("table", type=_FILE)
@click.argument("rows", type=_FILE)
@with_settings
def command(settings: Settings, table: Path, rows: Path) -> None:
    """Put mended ROWS, from "check --rejects", back in their TABLE.

    Devuelve a su tabla las filas corregidas que escribió "check --rejects".
    """
    if absent := [Problem("check.absent", str(path)) for path in (table, rows) if not is_file(path)]:
        raise SourceError(*absent)
    with writing(table):
        count = put_back(table, rows)
    say("mend.done", settings, count=count, file=str(table))
