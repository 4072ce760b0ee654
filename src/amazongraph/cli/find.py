"""``amazongraph find``."""

import click
from tabulate import tabulate

from amazongraph.cli.output import at_a_profile, json_option, put_json, readable
from amazongraph.errors import EntityError
from amazongraph.messages import text
from amazongraph.settings import Settings
from amazongraph.values import fold


@click.command("find")
@click.argument("text_", metavar="TEXT")
@click.option(
    "--limit", type=click.IntRange(min=1), default=25, show_default=True, help="Rows at most. / Filas como máximo."
)
@json_option
@at_a_profile(anywhere=True)
def command(settings: Settings, text_: str, limit: int, as_json: bool) -> None:
    """Find things by a part of their name, accents or not. / Busca por una parte del nombre, con o sin tildes."""
    from amazongraph.labels import find, labels
    from amazongraph.terms import shorten

    store = readable(settings).store(settings.profile)
    found = find(store, text_)
    if not found:
        raise EntityError("entity.unknown", text=text_)
    lang = settings.language
    named = labels(store, {iri for one in found[:limit] for iri in (one.iri, *one.classes, *one.places)})
    rows = [
        {
            "name": _name("" if one.hidden else one.name, named[one.iri], lang, fold(text_)),
            "type": ", ".join(named[iri][lang] for iri in one.classes),
            "place": ", ".join(named[iri][lang] for iri in one.places),
            "id": shorten(one.iri),
        }
        for one in found[:limit]
    ]
    if as_json:
        put_json(rows)
        return
    header = [text(f"find.{name}", lang) for name in ("name", "type", "place", "id")]
    click.echo(tabulate([list(row.values()) for row in rows], header, tablefmt="simple", disable_numparse=True))
    if len(found) > limit:
        click.echo(f"… {len(found) - limit}", err=True)


def _name(matched: str, called: dict[str, str], lang: str, wanted: str) -> str:
    """The label, with the name that was searched for where that is another one and may be shown.

    An English label is our translation: to who reads Spanish it says nothing that the name of the thing does not.
    """
    label = called[lang]
    translated = lang == "es" and matched == called["en"] and wanted in fold(label)
    return label if translated or matched in {"", label} else f"{label} ({matched})"
