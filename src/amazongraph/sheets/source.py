"""The claims of a sender as a source of the workspace: a table and a mapping file that the loaders read like any other.

One sender has one such source a kind of sheet and circle of readers, so that a sheet given back twice says nothing
twice. The table is replaced whole, and only when something in it is new.
"""

import csv
import io
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import tomlkit

from amazongraph import durable, terms
from amazongraph.messages import LANGUAGES, text
from amazongraph.settings import AddedSource, Settings
from amazongraph.sheets.claims import Claim
from amazongraph.sheets.kind import Kind
from amazongraph.sources.tabular import read_table

FOLDER = "sheets"
_COLUMNS = ("key", "subject", "property", "value", "as_of")
_OWN = 4


@dataclass(frozen=True, slots=True)
class Sender:
    """Who gives a sheet: the key of an organisation and its name, or "" for the workspace itself."""

    key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class SheetSource:
    """Where the claims of a sender lie; ``own``: those that only the owner of the workspace may see."""

    kind: Kind
    sender: Sender
    own: bool

    @property
    def key(self) -> str:
        """The key of the document that makes the claims."""
        parts = ("sheet", self.sender.key or "workspace", self.kind.key, *(("own",) if self.own else ()))
        return "-".join(parts)

    @property
    def iri(self) -> str:
        """The IRI of that document."""
        return terms.entity("document", self.key)

    @property
    def mapping(self) -> str:
        """The mapping file, from the folder of the workspace."""
        return f"{FOLDER}/{self.key}.toml"

    def entry(self, settings: Settings) -> AddedSource | None:
        """What the workspace says of this source; ``None`` where nothing was given yet."""
        return next((one for one in settings.sources if one.loader == self.mapping), None)

    def claims(self, settings: Settings) -> list[Claim]:
        """The claims that are there. Raises ``SourceError`` for a table that cannot be read."""
        entry = self.entry(settings)
        rows = (row.cells for row in read_table(settings.root / entry.file, _COLUMNS)) if entry else ()
        return [Claim(cells["subject"], cells["property"], cells["value"], cells["as_of"]) for cells in rows]

    def write(self, root: Path, claims: list[Claim], retrieved: str) -> AddedSource:
        """Write table and mapping below ``root``; the entry of the workspace that belongs to them.

        A table of other content has another name, so that the one that the workspace names stays until it names this.
        """
        table = _table(claims).encode()
        digest = sha256(table).hexdigest()
        file = f"{FOLDER}/{self.key}.{digest[:8]}.csv"
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
        for name, content in ((self.mapping, self._mapping().encode()), (file, table)):
            durable.write(root / name, content)
        return AddedSource(self.mapping, file, digest, retrieved, retrieved, _OWN if self.own else None)

    def _mapping(self) -> str:
        title = {
            lang: text("sheet.source", lang, title=self.kind.title[lang], name=self._name(lang)) for lang in LANGUAGES
        }
        card = {
            "key": self.key,
            "title": title,
            "publisher": self._name("es"),
            "licence": text("sheet.licence", "es"),
            "redistribution": "allowed",
            "home": "",
            "obtain": {lang: text("sheet.obtain", lang, name=self._name(lang)) for lang in LANGUAGES},
            "standing": "reported",
            "level": self.kind.level,
            "organisation": self.sender.key,
        }
        constants = {"constants": {"attributed_to": self.sender.key}} if self.sender.key else {}
        said = {
            "card": card,
            "file": {"columns": {name: name for name in _COLUMNS}, "rejects": 0.0, **constants},
            "table": {
                "kind": self.kind.things["row"].kind,
                "subject_column": "subject",
                "source_class": "ag:Document",
                "classes": self.kind.classes(),
            },
            "properties": self.kind.properties(),
        }
        return tomlkit.dumps(said)

    def _name(self, lang: str) -> str:
        return self.sender.name or text("sheet.workspace", lang)


def _table(claims: list[Claim]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for claim in claims:
        mark = sha256("\x1f".join((claim.subject, claim.property, claim.value, claim.as_of)).encode()).hexdigest()[:16]
        writer.writerow((mark, claim.subject, claim.property, claim.value, claim.as_of))
    return out.getvalue()
