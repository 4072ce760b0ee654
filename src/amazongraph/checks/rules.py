"""Runs the checks of ``ontology/checks/``: a SELECT each, whose rows are what is odd in the world or in the sources.

A check selects ``?focus`` and may select ``?value``; its header gives ``severity`` (warning or info) and ``message``
in Spanish and English.
"""

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import yaml

from amazongraph.errors import OntologyError
from amazongraph.files import header_of
from amazongraph.resources import data_dir
from amazongraph.store.embedded import select


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its key (file name), severity, message by language, and query."""

    key: str
    severity: str
    message: dict[str, str]
    query: str


def checks(folder: Path | None = None) -> list[Check]:
    """Every check in name order. Raises ``OntologyError`` for one whose header is incomplete."""
    return [_parse(path) for path in sorted((folder or data_dir("ontology") / "checks").glob("*.rq"))]


def _parse(path: Path) -> Check:
    text = path.read_text(encoding="utf-8")
    try:
        header = header_of(text)
        severity, message = header.get("severity"), header.get("message")
    except (yaml.YAMLError, AttributeError) as error:
        raise OntologyError("ontology.check", file=path.name) from error
    if severity not in ("warning", "info") or not isinstance(message, dict) or not {"es", "en"} <= set(message):
        raise OntologyError("ontology.check", file=path.name)
    return Check(path.stem, severity, {lang: message[lang] for lang in ("es", "en")}, text)


def run_check(store: ox.Store, check: Check) -> list[tuple[str, str]]:
    """The rows of a check as (focus IRI, value), sorted."""
    rows = {
        (solution["focus"].value, value.value if (value := solution["value"]) is not None else "")
        for solution in select(store, check.query)
    }
    return sorted(rows)
