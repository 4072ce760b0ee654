"""``amazongraph sheet``."""

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import polars as pl

from amazongraph import durable, ontology, terms
from amazongraph.cli.add import LEVELS, ask_who, write_entry
from amazongraph.cli.output import (
    FileName,
    at_a_profile,
    json_option,
    leaving,
    put_json,
    release_or_build,
    say,
    writing,
)
from amazongraph.errors import CheckFailedError, ParameterError, SettingsError, SourceError
from amazongraph.labels import labels, resolve
from amazongraph.messages import text
from amazongraph.releases import Release
from amazongraph.settings import FILE, Settings
from amazongraph.sheets.claims import Claim, Result, alike, claims_of
from amazongraph.sheets.given import Change, Given, Sheet, compare, open_elsewhere, read_sheet
from amazongraph.sheets.kind import AS_OF, Kind, kind, kinds
from amazongraph.sheets.rows import SheetRow, current_rows
from amazongraph.sheets.source import Sender, SheetSource
from amazongraph.sheets.words import Words, words_of
from amazongraph.sources.dataset import Dataset, parse_loader
from amazongraph.store import embedded

_FILE = FileName()


@click.command("sheet")
@click.argument("name", metavar="[KIND]", default="")
@click.option("--to", type=_FILE, default=None, help="Workbook to write. / Libro que se escribe.")
@click.option("--from", "back", type=_FILE, default=None, help="Workbook given back. / Libro que se devuelve.")
@click.option(
    "--of", default="", help="Organisation that gives it: key, acronym or name. / Organización que la entrega."
)
@click.option("--empty", is_flag=True, help="A form without rows. / Un formulario sin filas.")
@click.option(
    "--who",
    type=click.Choice(list(LEVELS)),
    default=None,
    help="Who may see what is given back: anybody, or the owner of the workspace. / Quién puede verlo.",
)
@click.option(
    "--retrieved", default="", help="Day it was given back, YYYY-MM-DD; today by default. / Día de la entrega."
)
@json_option
@at_a_profile
def command(
    settings: Settings, name: str, to: Path | None, back: Path | None, of: str, empty: bool, who: str | None,
    retrieved: str, as_json: bool,
) -> int:  # fmt: skip
    """Write the rows of a KIND into an Excel workbook with --to, and take in what was changed with --from.

    KIND: communities, demands, incidents, organisations, titling. Edit cells and add rows, save, and give the workbook
    back: "amazongraph sheet --from FILE" shows what changed, cell by cell, asks who may see it, and keeps it as claims
    of the organisation, beside what others say. Without --who, and with nobody to ask, it only shows.

    Escribe las filas de una clase (KIND) en un libro de Excel con --to, y recibe lo que se cambió con --from. Cambie
    celdas y agregue filas, guarde y devuelva el libro: se muestra cada cambio, se pregunta quién puede verlo y se
    guarda como lo que dice la organización, junto a lo que dicen otros. Sin --who, y sin nadie a quien preguntar, solo
    se muestra.
    """
    if (to is None) == (back is None) or (to and not name):
        raise ParameterError("sheet.usage", known=", ".join(kinds()))
    if to:
        _hand_out(settings, _kind(name), to, of, empty)
        return 0
    return _take_in(settings, back or Path(), of, who, _day(retrieved), as_json)


def _kind(name: str) -> Kind:
    """Raises ``ParameterError``."""
    try:
        return kind(name)
    except KeyError as error:
        raise ParameterError("sheet.kind", value=name, known=", ".join(kinds())) from error


def _day(text_given: str) -> str:
    """Raises ``ParameterError`` for what is no day."""
    try:
        return date.fromisoformat(text_given or date.today().isoformat()).isoformat()
    except ValueError as error:
        raise ParameterError("add.date", option="--retrieved", value=text_given) from error


class _Known:
    """What the release says of a kind, at the profile of the settings, and who gives the sheet."""

    def __init__(self, settings: Settings, what: Kind, of: str) -> None:
        self.release: Release = release_or_build(settings)
        folder = self.release.profile(settings.profile)
        self.store = embedded.open_store(folder / "store")
        self.frame = pl.read_parquet(folder / "statements.parquet")
        self.sender = self._sender(of)
        self.sources = [SheetSource(what, self.sender, own) for own in (False, True)]
        self.words: Words = words_of(what, self.frame, self.store, ontology.load())
        self.rows: dict[str, SheetRow] = current_rows(self.frame, what, {source.iri for source in self.sources})

    def _sender(self, of: str) -> Sender:
        if not of:
            return Sender()
        key = terms.entity("organization", of)
        known = not self.frame.filter(pl.col("canonical") == key).is_empty()
        iri = key if known else resolve(self.store, of)
        if not iri.startswith(terms.entity("organization", "")):
            raise ParameterError("sheet.organisation", value=of)
        return Sender(terms.key_of(iri), labels(self.store, [iri], short=True)[iri]["es"])


def _hand_out(settings: Settings, what: Kind, to: Path, of: str, empty: bool) -> None:
    from amazongraph.sheets.workbook import workbook

    path = leaving(to if to.suffix.lower() == ".xlsx" else to.with_name(f"{to.name}.xlsx"), settings)
    if path.exists() or open_elsewhere(path):
        raise SettingsError("sheet.exists", file=str(path))
    known = _Known(settings, what, of)
    about = {"of": known.sender.key, "release": known.release.id, "profile": settings.profile}
    rows = {} if empty else known.rows
    content = workbook(what, rows, known.words, settings.language, about)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.write(path, content)
    say("sheet.written", settings, file=str(path), count=len(rows))


def _take_in(settings: Settings, path: Path, of: str, who: str | None, day: str, as_json: bool) -> int:
    from amazongraph.build import references_of, workspace_sources

    sheet = read_sheet(path)
    if open_elsewhere(path):
        say("sheet.open", settings, file=path.name)
    if sheet.about.get("profile") != settings.profile:
        raise ParameterError("sheet.profile", profile=sheet.about.get("profile", ""))
    known = _Known(settings, sheet.kind, of or sheet.about.get("of", ""))
    given = compare(sheet, known.rows, known.words)
    others = workspace_sources(settings)
    before = [claim for source in known.sources for claim in source.claims(settings)]
    result = claims_of(sheet, given, known.words, references_of(others, ontology.load()), before)
    given.notes += alike(sheet, result, known.rows)
    if given.problems:
        raise SourceError(*sorted(given.problems, key=lambda one: one.row))
    _show(settings, sheet, given, result, known.sender.name or text("sheet.workspace", settings.language), as_json)
    who = who or (ask_who(settings) if result.new and sys.stdin.isatty() else None)
    if result.new and who is None:
        say("sheet.only-shown", settings)
    elif result.new and who:
        source = known.sources[who == "own"]
        _store(settings, source, result, day, [one for one in others if one.card.key != source.key])
        if who == "own" and settings.profile != "own":
            say("add.not-seen", settings)
    return 1 if given.stale else 0


def _store(settings: Settings, source: SheetSource, result: Result, day: str, others: list[Any]) -> None:
    """Keep the claims, once a build with them is known to succeed. Raises ``CheckFailedError`` and ``SourceError``."""
    from amazongraph.build import examine

    claims: list[Claim] = sorted({*source.claims(settings), *result.new} - set(result.replaced))
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tried = source.write(Path(folder), claims, day)
        dataset = Dataset(parse_loader(Path(folder) / tried.loader), Path(folder) / tried.file, day, day, tried.level)
        say("sheet.checking", settings)
        found, _ = examine([*others, dataset], settings.language)
    if violations := [one for one in found if one.severity == "violation"]:
        raise CheckFailedError(tuple(one.problem() for one in violations))
    was = source.entry(settings)
    with writing(settings.root / tried.file):
        entry = source.write(settings.root, claims, day)
    with writing(settings.root / FILE):
        write_entry(settings.root / FILE, entry, was.file if was else "")
    if was and was.file != entry.file:
        # A table that a spreadsheet holds open stays behind, and nothing names it any more.
        with suppress(OSError):
            (settings.root / was.file).unlink()
    say("sheet.done", settings, file=entry.file, toml=str(settings.root / FILE))


def _show(settings: Settings, sheet: Sheet, given: Given, result: Result, who: str, as_json: bool) -> None:
    lang = settings.language
    if as_json:
        put_json(
            {
                "file": sheet.file,
                "said_by": who,
                "changes": [_as_dict(change) for change in result.changes],
                "claims": len(result.new),
                "stale": [problem.text(lang) for problem in given.stale],
                "notes": [problem.text(lang) for problem in given.notes],
            }
        )
        return
    for change in result.changes:
        key = "sheet.row-changed" if change.row else "sheet.row-added"
        click.echo(text(key, lang, row=change.number, name=change.name))
        for name, (old, new) in change.cells.items():
            click.echo(f"  {sheet.kind.columns[name].head[lang]}: {old or text('sheet.nothing', lang)} → {new}")
        if change.as_of:
            # What was said already is said again of another day.
            click.echo(f"  {sheet.kind.columns[AS_OF].head[lang]}: {change.as_of}")
    for problem in (*given.stale, *given.notes):
        click.echo(problem.text(lang), err=True)
    added = sum(change.row is None for change in result.changes)
    counts = {"changed": len(result.changes) - added, "added": added, "claims": len(result.new)}
    say("sheet.counts", settings, **counts, stale=len(given.stale), who=who)


def _as_dict(change: Change) -> dict[str, object]:
    cells = [{"column": name, "old": old, "new": new} for name, (old, new) in change.cells.items()]
    told = {"row": change.number, "name": change.name, "added": change.row is None, "cells": cells}
    return {**told, "as_of": change.as_of} if change.as_of else told
