"""``amazongraph review``."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amazongraph.cli.output import json_option, leaving, put_json, say, with_settings, writing
from amazongraph.errors import ParameterError
from amazongraph.messages import text
from amazongraph.settings import Settings

if TYPE_CHECKING:
    from amazongraph.linking.review import Review
    from amazongraph.linking.sides import Side
    from amazongraph.sssom import Judgement

_XLSX = click.Path(dir_okay=False, path_type=Path)
_KEYS = {"a": "accept", "r": "reject", "d": "unsure", "u": "undo", "w": "explain", "s": "skip", "q": "quit"}


@click.command("review")
@click.option("--target", default="", help="Only links to this target. / Solo enlaces a este destino.")
@click.option("--author", default="", help="Who decides: name or IRI. / Quién decide: nombre o IRI.")
@click.option("--to", "sheet", type=_XLSX, default=None, help="Excel file to fill in. / Excel para llenar.")
@click.option("--from", "filled", type=_XLSX, default=None, help="Excel file filled in. / Excel ya llenado.")
@json_option
@with_settings
def command(
    settings: Settings, target: str, author: str, sheet: Path | None, filled: Path | None, as_json: bool
) -> None:
    """Decide on proposed links, by keyboard or in an Excel file. / Decide sobre los enlaces propuestos."""
    from amazongraph.linking.review import Person, Review
    from amazongraph.linking.sheet import read_sheet, write_sheet
    from amazongraph.linking.sides import read_sides

    if sheet and filled:
        raise ParameterError("review.both")
    review = Review(settings.root, Person(author, date.today().isoformat()))
    queue = [one for one in review.waiting() if target in ("", one[0])]
    if sheet:
        sheet = leaving(sheet, settings)
        with writing(sheet):
            write_sheet(sheet, queue, read_sides(settings.root), settings.language)
        if as_json:
            put_json({"file": str(sheet), "waiting": len(queue)})
        say("review.written", settings, count=len(queue), file=str(sheet))
        return
    with writing(settings.root / "links"):
        if filled:
            review.decide_all(read_sheet(filled, queue))
        else:
            _ask(settings, review, queue, read_sides(settings.root))
    left = sum(target in ("", one) for one, _ in review.waiting())
    if as_json:
        put_json({"decided": len(review.done), "waiting": left})
    say("review.done", settings, decided=len(review.done), left=left)


def _ask(settings: Settings, review: "Review", queue: "list[tuple[str, Judgement]]", shown: "dict[str, Side]") -> None:
    """One after another, until none is left or the person has enough."""
    place = 0
    while queue:
        if place == len(queue):
            # The last decision can be taken back like any other.
            say("review.last", settings)
            if _key(settings) != "undo":
                return
            place = _back(settings, review, queue, place)
            continue
        target, one = queue[place]
        _show(settings, target, one, shown, place + 1, len(queue))
        key = _key(settings)
        while key == "explain":
            _tell(settings, one)
            key = _key(settings)
        if key == "quit":
            return
        if key == "undo":
            place = _back(settings, review, queue, place)
            continue
        if key != "skip":
            review.decide(target, one, key)
        place += 1


def _back(settings: Settings, review: "Review", queue: "list[tuple[str, Judgement]]", place: int) -> int:
    undone = review.undo()
    if undone is None:
        say("review.nothing", settings)
        return place
    return queue.index(undone)


def _key(settings: Settings) -> str:
    """What the person wants; the end of the input is the wish to stop."""
    lang = settings.language
    choices = "  ".join(f"[{key}] {text(f'review.{name}', lang)}" for key, name in _KEYS.items())
    while True:
        click.echo(choices, err=True)
        pressed = click.getchar() if sys.stdin.isatty() else sys.stdin.readline()
        if not pressed:
            return "quit"
        if name := _KEYS.get(pressed.strip().lower()[:1]):
            return name


def _show(settings: Settings, target: str, one: "Judgement", shown: "dict[str, Side]", number: int, count: int) -> None:
    from tabulate import tabulate

    from amazongraph.linking.sides import Side, class_label
    from amazongraph.terms import shorten

    lang = settings.language
    both = [shown.get(one.subject, Side(one.subject, one.subject_label))]
    both.append(shown.get(one.object, Side(one.object, one.object_label)))
    rows = [
        [text("review.name", lang), *(side.name for side in both)],
        [text("review.others", lang), *("; ".join(side.others) for side in both)],
        [text("review.type", lang), *(", ".join(class_label(name, lang) for name in side.types) for side in both)],
        [text("review.place", lang), *(side.place for side in both)],
        [text("review.people", lang), *(side.people for side in both)],
        [text("review.codes", lang), *(side.codes for side in both)],
        [text("review.sources", lang), *(side.sources for side in both)],
        [text("review.iri", lang), *(shorten(side.iri) for side in both)],
    ]
    kept = [row for row in rows if any(row[1:])]
    click.echo(f"\n{number}/{count}  {target}  {shorten(one.predicate)}  {one.score}", err=True)
    click.echo(tabulate(kept, tablefmt="plain", disable_numparse=True, maxcolwidths=[None, 55, 55]), err=True)


def _tell(settings: Settings, one: "Judgement") -> None:
    from amazongraph.linking.explain import explain

    for line in explain(one.comment, settings.language):
        click.echo(f"  {line}", err=True)
