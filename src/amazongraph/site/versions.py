"""Versions of the vocabulary and what changed between two, in words.

A version is an ``ontology/`` folder, or a table of one in ``ontology/history/``: CSV (RFC 4180, UTF-8), a row for every
term, scheme, concept, shape and check, with its texts in both languages. ``python -m amazongraph.site.versions FILE``
writes the table of the files at hand; that is done once, before the version number goes up.
"""

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from amazongraph import terms
from amazongraph.errors import AmazonGraphError, ExportError
from amazongraph.messages import LANGUAGES
from amazongraph.resources import data_dir
from amazongraph.site.rules import SEVERITIES, rules
from amazongraph.site.vocabulary import Both, both_of, read, subjects

COLUMNS = (
    *("term", "kind", "detail", "deprecated", "replaced_by"),
    *("label_es", "label_en", "definition_es", "definition_en"),
)
KINDS = ("class", "property", "scheme", "concept", "shape", "check")
RULES = ("shape", "check")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row. ``term``: CURIE, or the key of a check; ``detail``: the terms above it, of a rule its severity."""

    term: str
    kind: str
    detail: str
    deprecated: bool
    replaced_by: str
    label: Both
    definition: Both


@dataclass(frozen=True, slots=True)
class Version:
    """A version by its number, with its entries by kind and term."""

    number: str
    entries: dict[tuple[str, str], Entry]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an entry: ``what`` is one of ``CHANGES``; ``was`` and ``now`` the older and the newer one."""

    what: str
    was: Entry | None
    now: Entry | None

    @property
    def entry(self) -> Entry:
        """The newer one where there is one."""
        found = self.now or self.was
        assert found is not None  # noqa: S101 - one of both is always there
        return found


CHANGES = ("added", "gone", "deprecated", "graver", "milder", "moved", "renamed", "reworded")


def changes(was: Version, now: Version) -> list[Change]:
    """Every change, in the order of ``CHANGES``, then by kind and term. An entry may change in several ways."""
    found = [Change("added", None, one) for key, one in now.entries.items() if key not in was.entries]
    found += [Change("gone", one, None) for key, one in was.entries.items() if key not in now.entries]
    for key in was.entries.keys() & now.entries.keys():
        before, after = was.entries[key], now.entries[key]
        found += [Change(what, before, after) for what in _ways(before, after)]
    return sorted(found, key=lambda one: (CHANGES.index(one.what), KINDS.index(one.entry.kind), one.entry.term))


def _ways(was: Entry, now: Entry) -> Iterator[str]:
    if now.deprecated and not was.deprecated:
        yield "deprecated"
    if was.detail != now.detail:
        if was.kind not in RULES:
            yield "moved"
        else:
            yield "graver" if SEVERITIES.index(now.detail) < SEVERITIES.index(was.detail) else "milder"
    if was.label != now.label:
        yield "renamed"
    if was.definition != now.definition:
        yield "reworded"


def version(path: Path | None = None) -> Version:
    """The version in a folder, by default the one that ships, or in a table. Raises ``ExportError``."""
    path = path or data_dir("ontology")
    try:
        return _of_folder(path) if path.is_dir() else _of_table(path)
    except (AmazonGraphError, OSError, ValueError, LookupError, csv.Error) as error:
        raise ExportError("site.since", folder=str(path)) from error


def prior() -> Version | None:
    """The version before the one that ships, as ``ontology/history/`` documents it."""
    path = data_dir("ontology") / "history" / f"{read().prior}.csv"
    return version(path) if path.is_file() else None


def _of_folder(folder: Path) -> Version:
    said = read(folder)
    if not said.terms:
        raise LookupError(folder)
    entries = [
        Entry(
            terms.shorten(one.iri),
            one.kind,
            _joined(one.parents),
            one.deprecated,
            _joined(one.replaced_by),
            one.label,
            one.definition,
        )
        for one in said.terms.values()
    ]
    for scheme in said.schemes.values():
        entries.append(Entry(terms.shorten(scheme.iri), "scheme", "", False, "", scheme.label, scheme.definition))
        entries += [
            Entry(
                terms.shorten(one.iri),
                "concept",
                _joined((one.broader,)),
                one.deprecated,
                _joined(one.replaced_by),
                one.label,
                one.definition,
            )
            for one in scheme.concepts
        ]
    entries += _shapes(folder)
    entries += [
        Entry(one.key, "check", one.severity, False, "", {}, {lang: one.problem[lang] for lang in LANGUAGES})
        for one in rules(folder)
    ]
    return Version(said.version, {(one.kind, one.term): one for one in entries})


def _shapes(folder: Path) -> Iterator[Entry]:
    for path in sorted((folder / "shapes").glob("*.ttl")):
        for iri, said in subjects(path).items():
            if message := both_of(said, terms.SH + "message"):
                severity = terms.key_of(str(said[terms.SH + "severity"][0].value)).lower()  # type: ignore[union-attr]
                yield Entry(terms.shorten(iri), "shape", severity, False, "", {}, message)


def _joined(iris: tuple[str, ...]) -> str:
    return " ".join(sorted(terms.shorten(iri) for iri in iris if iri))


def _of_table(path: Path) -> Version:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise LookupError(path)
        entries = [_entry(row) for row in reader]
    return Version(path.stem, {(one.kind, one.term): one for one in entries})


def _entry(row: dict[str, str]) -> Entry:
    if row["kind"] not in KINDS:
        raise ValueError(row["kind"])
    label, definition = (
        {lang: row[f"{name}_{lang}"] for lang in LANGUAGES if row[f"{name}_{lang}"]} for name in ("label", "definition")
    )
    return Entry(
        row["term"], row["kind"], row["detail"], row["deprecated"] == "yes", row["replaced_by"], label, definition
    )


def table(said: Version) -> str:
    """A version as its table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in sorted(said.entries.values(), key=lambda one: (KINDS.index(one.kind), one.term)):
        texts = [part.get(lang, "") for part in (one.label, one.definition) for lang in LANGUAGES]
        writer.writerow([one.term, one.kind, one.detail, "yes" if one.deprecated else "", one.replaced_by, *texts])
    return out.getvalue()


if __name__ == "__main__":  # pragma: no cover - what it calls is tested
    Path(sys.argv[1]).write_text(
        table(version(Path(sys.argv[2]) if len(sys.argv) > 2 else None)), encoding="utf-8", newline=""
    )
