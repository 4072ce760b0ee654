"""``amazongraph show``."""

import click
from tabulate import tabulate

from amazongraph.cli.output import json_option, put_json, release_or_build, width, with_settings
from amazongraph.messages import text
from amazongraph.settings import Settings


@click.command("show")
@click.argument("entity")
@json_option
@with_settings
def command(settings: Settings, entity: str, as_json: bool) -> None:
    """Show what is said of a thing and by whom: IRI, CURIE or name. / Muestra lo que se dice de algo, y quién."""
    from dataclasses import asdict

    from amazongraph import terms
    from amazongraph.describe import describe
    from amazongraph.labels import labels, resolve
    from amazongraph.questions.citations import citations
    from amazongraph.questions.forms import interval_text
    from amazongraph.store.embedded import open_store

    store = open_store(release_or_build(settings).profile() / "store")
    iri = resolve(store, entity)
    said = describe(store, iri)
    if as_json:
        put_json({"iri": iri, "said": [asdict(one) for one in said]})
        return
    lang = settings.language
    iris = {part for one in said for part in (one.property, one.value, one.who, one.source) if "://" in part} | {iri}
    iris |= {terms.concept("verdict", one.verdict) for one in said} | {
        terms.concept("reason", one.reason) for one in said if one.reason
    }
    named = labels(store, iris, short=True)
    cited = citations(store, {one.source for one in said})
    numbers = {source: number for number, source in enumerate(sorted(cited), start=1)}
    rows = []
    for one in said:
        if one.lang not in {"", lang}:
            continue
        value = (
            named[one.value][lang]
            if one.value in named
            else interval_text(one.value, lang)
            if _is_date(one.value)
            else one.value
        )
        verdict = named[terms.concept("verdict", one.verdict)][lang]
        reason = named[terms.concept("reason", one.reason)][lang] if one.reason and one.reason != "undisputed" else ""
        source = f"[{numbers[one.source]}]" if one.source in numbers else text("show.derived", lang)
        rows.append(
            [
                ("← " if one.incoming else "") + named[one.property][lang],
                f"{value} ({terms.shorten(one.value)})" if one.incoming else value,
                f"{verdict}: {reason}" if reason else verdict,
                named[one.who][lang] if one.who else "",
                interval_text(one.as_of, lang) if one.as_of else "",
                source,
            ]
        )
    header = [text(f"show.{name}", lang) for name in ("property", "value", "verdict", "who", "as-of", "source")]
    click.echo(f"{named[iri][lang]}  ({terms.shorten(iri)})\n")
    click.echo(
        tabulate(
            rows,
            header,
            tablefmt="simple",
            disable_numparse=True,
            maxcolwidths=[30, max(30, width() - 100), 30, 20, 12, 24],
        )
    )
    if cited:
        click.echo(f"\n{text('answer.sources', lang)}")
        for source, number in numbers.items():
            click.echo(f"[{number}] {cited[source].text(lang)}")


def _is_date(value: str) -> bool:
    return "/" in value and value.replace("/", "").replace("-", "").replace(".", "").isdigit()
