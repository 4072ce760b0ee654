"""``amazongraph add``."""

import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click
import tomlkit
from tomlkit.items import AoT

from amazongraph import durable
from amazongraph.cli.output import FileName, engine_option, licence_text, say, with_settings, writing
from amazongraph.errors import ParameterError
from amazongraph.messages import text
from amazongraph.settings import FILE, AddedSource, Settings
from amazongraph.sources.contract import Card, Extract
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import counter_of, dataset, loader
from amazongraph.sources.fetched import read_note
from amazongraph.values import interval

_SORTS = 5  # how many sorts of rows left out are told one by one
LEVELS: dict[str, int | None] = {"public": None, "own": 4}


@click.command("add")
@click.argument("name", metavar="LOADER")
@click.argument("file", type=FileName())
@click.option("--retrieved", default="", help="Day it was downloaded, YYYY-MM-DD. / Día en que se descargó.")
@click.option("--edition", default="", help="Its edition or period, a date. / Su edición o período, una fecha.")
@click.option("--url", default="", help="Where it was downloaded from. / De dónde se descargó.")
@click.option(
    "--who",
    type=click.Choice(list(LEVELS)),
    default=None,
    help="Who may see it: anybody, or the owner of the workspace. / Quién puede verlo.",
)
@engine_option
@with_settings
def command(
    settings: Settings,
    name: str,
    file: Path,
    retrieved: str,
    edition: str,
    url: str,
    who: str | None,
    engine: str | None,
) -> None:
    """Add a published FILE to the workspace, read as LOADER says, after a look at what it gives.

    Agrega un archivo publicado, leído como dice LOADER, después de mostrar qué da.
    """
    from amazongraph import ontology
    from amazongraph.build import references_for, workspace_sources

    note = read_note(file)
    day = retrieved or (note.retrieved if note else _day_of(file))
    url = url or (note.endpoint if note else "")
    for value, option in ((day, "--retrieved"), (edition, "--edition")):
        _check_date(value, option)
    settings = replace(settings, engine=engine or settings.engine)
    counter = counter_of(settings.engine, settings.spark)
    source = dataset(loader(name, settings.root), file.resolve(), day, edition, None, url, counter)
    # A file that is there under the same description gives way to what it is now.
    kept = tuple(one for one in settings.sources if not _same_table(one, source, settings))
    others = workspace_sources(replace(settings, sources=kept))
    extract = source.read(references_for(source, others, ontology.load()))
    _preview(settings, source, extract)
    who = who or ask_who(settings)
    written = _written(source.path, settings)
    entry = AddedSource(name, written, source.fingerprint(), day, source.period, LEVELS[who], url)
    with writing(settings.root / FILE):
        write_entry(settings.root / FILE, entry)
    say("add.done", settings, file=entry.file, toml=str(settings.root / FILE))
    if who == "own" and settings.profile != "own":
        say("add.not-seen", settings)
    if who == "public":
        _tell_withheld(source.card, settings)


def _tell_withheld(card: Card, settings: Settings) -> None:
    """Say so where what anybody may see in the user's eyes is withheld from the public by its own description."""
    from amazongraph.disclosure import PROFILES

    if card.redistribution == "derived-only":
        say("add.derived-only", settings)
    elif card.level is None or card.level > PROFILES["public"] or card.redistribution != "allowed":
        level = "?" if card.level is None else card.level
        say("add.not-public", settings, level=level, redistribution=card.redistribution)


def _check_date(value: str, option: str) -> None:
    """Raises ``ParameterError`` for what is no date."""
    try:
        if value and interval(value).text and option != "--edition":
            # Python reads other ways to write a day too.
            date.fromisoformat(value)
    except ValueError as error:
        raise ParameterError("add.date", option=option, value=value) from error


def _day_of(file: Path) -> str:
    """The day the file was last written, which for a download is the day of it."""
    return datetime.fromtimestamp(file.stat().st_mtime).date().isoformat() if file.is_file() else ""


def _same_table(one: AddedSource, source: Dataset, settings: Settings) -> bool:
    """Whether it is of the same file and loader: a file that holds several tables is read by several."""
    return ((settings.root / one.file).resolve(), Path(one.loader).stem) == (source.path, source.loader.key)


def _written(path: Path, settings: Settings) -> str:
    """The path as the workspace keeps it: from its folder where the file lies below it."""
    return path.relative_to(settings.root).as_posix() if path.is_relative_to(settings.root) else path.as_posix()


def _preview(settings: Settings, source: Dataset, extract: Extract) -> None:
    lang = settings.language
    shaped, _, notes = source.rows
    say("add.source", settings, title=source.card.title[lang], publisher=source.card.publisher)
    say("add.licence", settings, licence=licence_text(source.card.licence, lang))
    for key, value in notes.items():
        say(f"add.{key}", settings, value=value)
    if source.loader.shape.editions:
        say("add.period", settings, value=source.period)
    if shaped.unread:
        say("add.unread", settings, columns=", ".join(shaped.unread))
    left_out = sum(count for _, count in extract.left_out)
    own = extract.rows - sum(problem.key == "file.other-table" for problem in extract.rejects)
    if own > source.loader.shape.rows[1]:
        say("add.many-rows", settings, rows=own, most=source.loader.shape.rows[1])
    rejects = len({problem.row for problem in extract.rejects}) + left_out
    say("add.counts", settings, rows=extract.rows, statements=extract.statements.height, rejects=rejects)
    for problem, count in sorted(extract.left_out, key=lambda one: -one[1])[:_SORTS]:
        click.echo(f"  {count} × {problem.text(lang)}", err=True)
    seen = Counter(problem.key for problem in extract.rejects)
    for key, count in seen.most_common():
        example = next(problem for problem in extract.rejects if problem.key == key)
        click.echo(f"  {count} × {example.text(lang)}", err=True)


def ask_who(settings: Settings) -> str:
    """Who may see it. Raises ``ParameterError`` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise ParameterError("add.who")
    return str(click.prompt(text("add.ask", settings.language), type=click.Choice(list(LEVELS)), err=True))


def write_entry(path: Path, entry: AddedSource, instead: str = "") -> None:
    """Put the entry into the file, in place of one of the same file and loader or of the file ``instead``; everything
    else stays as it is written.
    """
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.is_file() else tomlkit.document()
    entries = document.get("source")
    if not isinstance(entries, AoT):
        entries = tomlkit.aot()
        document["source"] = entries
    for place in [place for place, one in enumerate(entries) if _same(one, entry) or one.get("file") == instead]:
        del entries[place]
    table = tomlkit.table()
    for key in AddedSource.__slots__:
        value = getattr(entry, key)
        if value not in ("", None):
            table[key] = value
    entries.append(table)
    durable.write(path, tomlkit.dumps(document).encode())


def _same(written: dict[str, object], entry: AddedSource) -> bool:
    return (written.get("file"), written.get("loader")) == (entry.file, entry.loader)
