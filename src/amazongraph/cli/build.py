"""``amazongraph build``."""

import sys
from dataclasses import replace

import click

from amazongraph.cli.output import engine_option, json_option, put_json, say, tell_engine, with_settings
from amazongraph.messages import text
from amazongraph.settings import Settings


@click.command("build")
@click.option(
    "--set-aside",
    is_flag=True,
    help="Leave out the rows that break a rule instead of stopping. / Aparta las filas que incumplen una regla.",
)
@engine_option
@json_option
@with_settings
def command(settings: Settings, set_aside: bool, engine: str | None, as_json: bool) -> None:
    """Build, check and publish a release. / Construye, comprueba y publica una versión."""
    settings = replace(settings, engine=engine or settings.engine)
    receipt = build_with_progress(settings, set_aside=set_aside)
    if as_json:
        put_json(receipt.as_dict())
        return
    counts = receipt.verdicts
    for source in receipt.sources:
        say(
            "build.row-part" if source.left_out else "build.row",
            settings,
            source=source.source,
            rows=source.rows,
            statements=source.statements,
            rejects=source.rejects,
            left_out=source.left_out,
        )
    say(
        "build.totals",
        settings,
        statements=receipt.statements,
        quads=receipt.quads,
        accepted=counts.get("accepted", 0),
        outranked=counts.get("outranked", 0),
        contested_claims=counts.get("contested", 0),
        contested=receipt.contested,
        withheld=sum(int(str(entry["statements"])) for entry in receipt.withheld),
    )
    say("build.findings", settings, **receipt.findings)
    if receipt.set_aside:
        say("build.set-aside", settings, count=receipt.set_aside)
    if receipt.absent_links:
        say("build.absent-links", settings, count=receipt.absent_links)
    if not receipt.new:
        say("build.changed-nothing", settings)
    say(
        "build.published",
        settings,
        release=receipt.release,
        profile=receipt.profile,
        folder=receipt.folder,
        seconds=receipt.seconds,
    )


def build_with_progress(settings: Settings, *, set_aside: bool):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """Build with a bar on a terminal, silently elsewhere; returns the receipt."""
    from amazongraph.build import STAGES, build

    tell_engine(settings)
    if not sys.stderr.isatty():
        return build(settings, set_aside=set_aside)
    with click.progressbar(length=len(STAGES), file=sys.stderr, item_show_func=lambda stage: stage) as bar:

        def notify(stage: str) -> None:
            bar.update(1, text(f"stage.{stage}", settings.language))

        return build(settings, set_aside=set_aside, notify=notify)
