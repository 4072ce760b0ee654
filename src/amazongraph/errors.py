"""The errors a caller may catch.

::

    AmazonGraphError
    ├── SettingsError      the workspace file is wrong
    ├── SourceError        a table or file cannot be taken in; carries every Problem found
    ├── OntologyError      ontology/ contradicts itself
    ├── BuildRunningError       another build holds the workspace
    ├── CheckFailedError        the release breaks a rule; carries the findings; nothing was published
    ├── ReleaseError       there is no such release, or what is on disk cannot be read
    ├── StorageError       the disk does not take what is written: full, read-only, or closed to the user
    ├── BundleError        a release in a file that is damaged, is none, or may not be handed on
    ├── QuestionError      no such question, or its file is malformed
    ├── ParameterError     a parameter of a question is unknown, missing or ill-typed
    ├── QueryError         SPARQL that does not parse, or that ran past its time limit
    ├── EndpointError      an endpoint on the network that does not answer, or not as it should
    ├── EngineError        the cluster that is to do a work does not start, or fails in it
    ├── ExportError        what is asked of an export cannot be had from the release
    ├── ExtraError         an optional library is not installed
    └── EntityError        a name that denotes nothing, or several things

A message says what, where and what to do, in Spanish and English: ``error.text("es")``. ``str(error)`` is English.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from amazongraph.messages import in_brief, shown, text

EXIT_OK, EXIT_FINDINGS, EXIT_USAGE, EXIT_SOURCE, EXIT_STORE = range(5)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, told to a person.

    ``file`` is a name as the user knows it, ``row`` the line number in it (1 = the header), ``column`` a header name;
    0 and "" mean that the problem has no such place.
    """

    key: str
    file: str = ""
    row: int = 0
    column: str = ""
    values: dict[str, object] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """``file, row 7, column place: what is wrong. What to do.``"""
        place = [str(shown(self.file))] if self.file else []
        if self.row:
            place.append(text("place.row", lang, row=self.row))
        if self.column:
            place.append(text("place.column", lang, **in_brief({"column": self.column})))
        said = text(self.key, lang, **in_brief(self.values))
        return f"{', '.join(place)}: {said}" if place else said


class AmazonGraphError(Exception):
    """Root of every error the package raises on purpose."""

    exit_code = EXIT_USAGE

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def text(self, lang: str) -> str:
        """The message in ``lang`` (``es`` or ``en``)."""
        return text(self.key, lang, **in_brief(self.values))

    def __str__(self) -> str:
        return self.text("en")

    def __reduce__(self) -> tuple[Any, ...]:
        # So that an error made in one process can be raised in another.
        return partial(type(self), self.key, **self.values), ()


class SettingsError(AmazonGraphError):
    """The workspace file is wrong."""


class SourceError(AmazonGraphError):
    """A table or file cannot be taken in; ``problems`` holds every reason found, in file and row order."""

    exit_code = EXIT_SOURCE
    shown = 20

    def __init__(self, *problems: Problem) -> None:
        super().__init__("source.unreadable", count=len(problems))
        self.problems = problems

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.problems

    def text(self, lang: str) -> str:
        """One line a problem, at most ``shown`` of them, with the number of those left out."""
        lines = [problem.text(lang) for problem in self.problems[: self.shown]]
        if len(self.problems) > self.shown:
            lines.append(text("source.more", lang, count=len(self.problems) - self.shown))
        return "\n".join(lines)


class OntologyError(AmazonGraphError):
    """The files of ontology/ contradict themselves."""

    exit_code = EXIT_SOURCE


class BuildRunningError(AmazonGraphError):
    """Another build holds the workspace."""

    exit_code = EXIT_STORE


class CheckFailedError(AmazonGraphError):
    """The release breaks a rule of the gate; ``findings`` says which. Nothing was published."""

    exit_code = EXIT_FINDINGS

    def __init__(self, findings: tuple[Problem, ...]) -> None:
        super().__init__("check.failed", count=len(findings))
        self.findings = findings

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.findings,)

    def text(self, lang: str) -> str:
        """The verdict, then one line a finding."""
        return "\n".join([super().text(lang), *(finding.text(lang) for finding in self.findings[:20])])


class ReleaseError(AmazonGraphError):
    """There is no such release, or what is on disk cannot be read."""

    exit_code = EXIT_STORE


class StorageError(AmazonGraphError):
    """The disk does not take what is written: it is full, read-only, or closed to the user."""

    exit_code = EXIT_STORE


_POLARS_ON_DISKS = ("(os error", "transport error")


@contextmanager
def storing(folder: Path) -> Iterator[None]:
    """Tell in words of a disk that does not take what is written into ``folder``. Raises ``StorageError``."""
    try:
        yield
    except OSError as error:
        raise StorageError("disk.refused", folder=str(error.filename or folder), detail=refusal(error)) from error
    except Exception as error:
        # Polars raises an error of its own, with the words of the system or of what it writes Parquet with.
        if not type(error).__module__.startswith("polars") or not any(one in str(error) for one in _POLARS_ON_DISKS):
            raise
        raise StorageError("disk.refused", folder=str(folder), detail=str(error)) from error


def refusal(error: OSError) -> str:
    """What the system says of a file, in its words."""
    return error.strerror or " ".join(str(error).split())


class BundleError(AmazonGraphError):
    """A release in one file is damaged, is none, or may not be handed on."""

    exit_code = EXIT_SOURCE


class QuestionError(AmazonGraphError):
    """No such question, or its file is malformed."""


class ParameterError(AmazonGraphError):
    """A parameter of a question is unknown, missing or ill-typed."""


class QueryError(AmazonGraphError):
    """SPARQL that does not parse, or that ran past its time limit."""


class EndpointError(AmazonGraphError):
    """An endpoint on the network does not answer, or not as it should."""

    exit_code = EXIT_STORE


class ExportError(AmazonGraphError):
    """What is asked of an export cannot be had from the release."""


class ExtraError(AmazonGraphError):
    """An optional library is not installed."""


class EngineError(AmazonGraphError):
    """The cluster that is to do a work does not start, or fails in it."""

    exit_code = EXIT_STORE


class EntityError(AmazonGraphError):
    """A name that denotes nothing, or several things."""
