"""The command line: one short file per verb. Commands are imported when they are run, so that asking starts fast."""

import errno
import importlib
import sys
from pathlib import Path
from typing import NoReturn

import click

from amazongraph import __version__
from amazongraph.cli.usage import Verbs, language_of, told
from amazongraph.errors import AmazonGraphError, ReleaseError, StorageError, refusal

VERBS = (
    "add",
    "ask",
    "brief",
    "build",
    "check",
    "cite",
    "compare",
    "diff",
    "draw",
    "export",
    "fetch",
    "find",
    "init",
    "link",
    "mend",
    "push",
    "query",
    "questions",
    "release",
    "review",
    "serve",
    "sheet",
    "show",
    "site",
    "sources",
    "where",
)

# What a verb cannot help: a disk that is full, read-only, failing, or closed to the user.
_OF_THE_DISK = {errno.ENOSPC, errno.EROFS, errno.EFBIG, errno.EIO, errno.EACCES, errno.EPERM}
_OF_THE_DISK.add(getattr(errno, "EDQUOT", errno.ENOSPC))  # a quota, which Windows has no number for


class _Verbs(Verbs):
    """Imports ``amazongraph.cli.<verb>`` when the verb is used or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"amazongraph.cli.{cmd_name}").command
        return command


@click.command(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="amazongraph")
@click.option(
    "--workspace",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Folder to work in; the current one by default. / Carpeta de trabajo; por defecto, la actual.",
)
@click.pass_context
def cli(ctx: click.Context, workspace: Path | None) -> None:
    """Who is affected by drug trafficking in the Peruvian Amazon, where, and who says so.

    Quiénes son afectados por el narcotráfico en la Amazonía peruana, dónde, y quién lo dice.
    """
    ctx.obj = (workspace or Path.cwd()).resolve()


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; errors go to stderr in the user's language, with the exit code of their kind."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # What a console cannot show is better replaced than lost with a traceback. Forms write their own line
            # ends, and Windows would double those of CSV.
            ends = "" if stream is sys.stdout else None
            stream.reconfigure(encoding="utf-8", errors="replace", newline=ends)
    try:
        # Click itself ends quietly where the reader of a pipe has gone.
        if code := cli.main(args=arguments, standalone_mode=False):
            sys.exit(code)
    except click.ClickException as error:
        _end_usage(error, arguments)
    except click.Abort:
        sys.exit(130)
    except AmazonGraphError as error:
        _end(error, arguments)
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise
        _end(StorageError("disk.closed", file=str(error.filename or "-"), detail=refusal(error)), arguments)
    except RuntimeError as error:
        # So the store says, wherever it is read, that a file does not hold what was written.
        if not str(error).startswith("Corruption:"):
            raise
        _end(ReleaseError("release.corrupt", detail=" ".join(str(error).split())), arguments)


def _end(error: AmazonGraphError, arguments: list[str] | None) -> NoReturn:
    click.echo(error.text(language_of(arguments if arguments is not None else sys.argv[1:])), err=True)
    sys.exit(error.exit_code)


def _end_usage(error: click.ClickException, arguments: list[str] | None) -> NoReturn:
    """What click says where nothing is asked for is the help, in both languages."""
    if isinstance(error, click.UsageError) and type(error).__name__ != "NoArgsIsHelpError":
        click.echo(told(error, language_of(arguments if arguments is not None else sys.argv[1:])), err=True)
    else:
        error.show()
    sys.exit(error.exit_code)
