"""``amazongraph show``."""

import sys
from collections.abc import Iterable

import click
from tabulate import tabulate

from amazongraph import terms
from amazongraph.cli.output import at_a_profile, json_option, put_json, readable, say, width
from amazongraph.describe import Said, describe
from amazongraph.labels import as_iri, interval_text, labels, resolve
from amazongraph.messages import LANGUAGES, text
from amazongraph.questions.citations import citations
from amazongraph.settings import Settings
from amazongraph.store.asking import Store

_DATES = frozenset("0123456789-/.")


@click.command("show")
@click.argument("entity")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "turtle", "jsonld", "html"]),
    default="table",
    show_default=True,
    help="turtle and jsonld for programs, html for a page. / turtle y jsonld para programas, html para una página.",
)
@json_option
@at_a_profile(anywhere=True)
def command(settings: Settings, entity: str, form: str, as_json: bool) -> None:
    """Show what is said of a thing and by whom: IRI, CURIE or name. / Muestra lo que se dice de algo, y quién."""
    from dataclasses import asdict

    store = readable(settings).store(settings.profile)
    iri = resolve(store, entity)
    if form in {"turtle", "jsonld", "html"}:
        _document(store, iri, form, settings.language)
        return
    said = describe(store, iri)
    if (asked := as_iri(entity)) not in {"", iri}:
        say("show.merged", settings, old=terms.shorten(asked), now=terms.shorten(iri))
    if as_json or form == "json":
        put_json({"iri": iri, "said": [asdict(one) for one in said]})
        return
    lang = settings.language
    named = {name: both[lang] for name, both in labels(store, _iris(iri, said), short=True).items()}
    cited = citations(store, {one.source for one in said})
    numbers = {source: number for number, source in enumerate(sorted(cited), start=1)}
    header = [text(f"show.{name}", lang) for name in ("property", "value", "verdict", "who", "as-of", "source")]
    widths = [30, max(30, width() - 96), 28, 20, 12, 20]
    click.echo(f"{named[iri]}  ({terms.shorten(iri)})\n")
    click.echo(
        tabulate(
            _rows(said, named, numbers, lang),
            header,
            tablefmt="simple",
            disable_numparse=True,
            maxcolwidths=widths,
            break_long_words=False,
        )
    )
    if cited:
        click.echo(f"\n{text('answer.sources', lang)}")
        for source, number in numbers.items():
            click.echo(f"[{number}] {cited[source].text(lang)}")


def _document(store: Store, iri: str, form: str, lang: str) -> None:
    from amazongraph.document import fragment, rdf

    content = fragment(store, iri, lang).encode() if form == "html" else rdf(store, iri, form)
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _iris(iri: str, said: Iterable[Said]) -> set[str]:
    """Everything the rows name."""
    named = {part for one in said for part in (one.property, one.value, one.who) if "://" in part}
    named |= {terms.concept("verdict", one.verdict) for one in said}
    return named | {terms.concept("reason", one.reason) for one in said if one.reason} | {iri}


def _rows(said: list[Said], named: dict[str, str], numbers: dict[str, int], lang: str) -> list[list[str]]:
    """A row for everything said alike, with the numbers of all the documents that say it."""
    sources: dict[tuple[str, ...], list[str]] = {}
    for one in said:
        # What is said in both languages is shown in the reader's; a name in a language of its own, to every reader.
        if one.lang == lang or one.lang not in LANGUAGES:
            row = (
                f"← {named[one.property]}" if one.incoming else named[one.property],
                _value(one, named, lang),
                _verdict(one, named),
                named.get(one.who, ""),
                interval_text(one.as_of, lang),
            )
            source = f"[{numbers[one.source]}]" if one.source in numbers else text("show.derived", lang)
            if source not in sources.setdefault(row, []):
                sources[row].append(source)
    return [[*row, " ".join(sorted(cited, key=lambda mark: (len(mark), mark)))] for row, cited in sources.items()]


def _value(one: Said, named: dict[str, str], lang: str) -> str:
    if one.incoming:
        return f"{named[one.value]} ({terms.shorten(one.value)})"
    if one.value in {"true", "false"}:
        return text("answer.yes" if one.value == "true" else "answer.no", lang)
    if "/" in one.value and set(one.value) <= _DATES:
        return interval_text(one.value, lang)
    return f"{one.value} ({one.lang})" if one.lang not in {"", *LANGUAGES} else named.get(one.value, one.value)


def _verdict(one: Said, named: dict[str, str]) -> str:
    verdict = named[terms.concept("verdict", one.verdict)]
    if one.reason in {"", "undisputed"}:
        return verdict
    return f"{verdict}: {named[terms.concept('reason', one.reason)]}"
