"""The rules that a release must keep or that find what is odd: shapes and checks, with why and what to do."""

from dataclasses import dataclass
from pathlib import Path

from amazongraph.files import header_of
from amazongraph.messages import LANGUAGES
from amazongraph.resources import data_dir
from amazongraph.site.vocabulary import Both

SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Rule:
    """A check: what is odd, why that matters, what to do, and the query that finds it."""

    key: str
    severity: str
    problem: Both
    why: Both
    remedy: Both
    query: str


def rules(folder: Path | None = None) -> list[Rule]:
    """Every check of an ``ontology/`` folder, by key."""
    found = []
    for path in sorted(((folder or data_dir("ontology")) / "checks").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        said = header_of(text)
        told = {
            part: {lang: said.get(part, {}).get(lang, "") for lang in LANGUAGES}
            for part in ("problem", "why", "remedy")
        }
        if not told["problem"]["es"]:
            told["problem"] = said["message"]
        found.append(Rule(path.stem, said["severity"], query=without_header(text), **told))
    return found


def without_header(query: str) -> str:
    """A query as a reader sees it: without what its header says to programs."""
    lines = [line for line in query.splitlines() if not line.startswith(("#+", "#defaultView"))]
    return "\n".join(lines).strip() + "\n"
