"""The pipeline: published files in, a checked release out. One public function a stage; this module only orders them.

Anything that goes wrong leaves what users see unchanged.
"""

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from amazongraph import ontology as ontology_files
from amazongraph import quads, releases, shelter, statements
from amazongraph.about import about
from amazongraph.accept import accept
from amazongraph.cache import Cache
from amazongraph.checks.report import Finding, findings, of_problem, shape_findings, things
from amazongraph.disclosure import PROFILES, disclose, disclosed_places, ledger, refused, refused_texts
from amazongraph.errors import CheckFailedError, Problem, SettingsError, SourceError
from amazongraph.figures import figures
from amazongraph.labels import labels
from amazongraph.linked import Links, unions
from amazongraph.ontology import Ontology
from amazongraph.questions.catalogue import examples, index_questions
from amazongraph.releases import STATEMENTS
from amazongraph.settings import Settings
from amazongraph.sources.contract import Extract, References, Source
from amazongraph.sources.counted import Counted, with_outlines
from amazongraph.sources.curated import tables
from amazongraph.sources.datasets import added, counter_of, left_out
from amazongraph.sources.links import mapping_sets
from amazongraph.store import embedded
from amazongraph.void import void

STAGES = (
    "read", "merge", "relate", "disclose", "accept", "figures", "quads", "load", "check", "write", "publish", "done",
)  # fmt: skip
PUBLIC, OWN = "public", "own"

Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SourceReceipt:
    """What one table gave."""

    source: str
    rows: int
    statements: int
    rejects: int
    cached: bool
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a build did; ``seconds`` is wall time, ``new`` false when the same release was there already.

    Counts are those of ``profile``, the one that the doors of the workspace open. ``absent_links``: the links of the
    workspace that were not used, since no source speaks of one of their things.
    """

    release: str
    folder: str
    profile: str
    new: bool
    sources: list[SourceReceipt]
    statements: int
    quads: int
    verdicts: dict[str, int]
    contested: int
    withheld: list[dict[str, object]]
    findings: dict[str, int]
    set_aside: int
    absent_links: int
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """The receipt as plain values, for JSON."""
        return asdict(self)


@dataclass(slots=True)
class _Profile:
    """What the stages of one profile made."""

    frame: pl.DataFrame
    places: pl.DataFrame  # of its statements
    withheld: pl.DataFrame
    quads: int
    held: bytes  # what the quads hold, as ``void`` tells it
    findings: list[Finding] = field(default_factory=list)


def build(
    settings: Settings,
    *,
    sources: Sequence[Source] | None = None,
    set_aside: bool = False,
    notify: Notify = lambda stage: None,
) -> Receipt:
    """Build and publish a release of the workspace; ``sources`` are those of the workspace unless given.

    ``notify`` hears the name of each stage as it begins (``STAGES``). With ``set_aside`` the rows that a Violation
    points to go to the rejects and the rest is built without them.
    Raises ``SourceError``, ``OntologyError``, ``BuildRunningError``, ``StorageError``, ``CheckFailedError`` and, for an
    internal profile in a folder that others see, ``SettingsError``; then nothing was published.
    """
    if settings.profile != PUBLIC and (exposed := shelter.exposure(settings.graph)):
        why, where = exposed
        raise SettingsError(f"shelter.{why}", folder=str(where), instead=str(shelter.suggested()))
    with releases.alone(settings):
        return _Build(settings, sources or workspace_sources(settings), set_aside, notify).run()


def examine(
    sources: Sequence[Source], lang: str = "es", notify: Notify = lambda stage: None
) -> tuple[list[Finding], dict[str, str]]:
    """Find what a build of ``sources`` would find, and publish nothing; with the findings, the names of things by IRI.

    Raises ``SourceError`` and ``OntologyError``.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = Settings(Path(folder), Path(folder) / "graph", lang)
        work = _Build(settings, sources, set_aside=False, notify=notify)
        notify("read")
        frame, places = work._read()
        made = work._profile(Path(folder), work.links.known(frame, [PUBLIC])[PUBLIC], places, PUBLIC)
        store = embedded.open_store(Path(folder) / PUBLIC / "store")
        named = labels(store, {*made.frame["canonical"], *things(made.findings)})
        return made.findings, {iri: both[lang] for iri, both in named.items()}


def workspace_sources(settings: Settings) -> list[Source]:
    """The curated tables, the data sets the workspace has added, and the links. Raises ``SourceError``."""
    # The owner's judgements are for all that the doors of the workspace show, unless they say otherwise.
    links = mapping_sets(settings.root, PROFILES[settings.profile])
    return [*tables(), *added(settings.sources, settings.root, counter_of(settings.engine, settings.spark)), *links]


def references_of(sources: Sequence[Source], known: Ontology) -> References:
    """What the rows of some sources may refer to: what they all define. Raises ``SourceError``."""
    keys: dict[str, frozenset[str]] = {}
    problems: list[Problem] = []
    units: dict[str, str] = {}
    for source in sources:
        try:
            for kind, found in source.keys().items():
                keys[kind] = keys.get(kind, frozenset()) | found
            units |= source.units()
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(*problems)
    return References(keys, known.concepts, units, frozenset(known.standings))


def references_for(source: Source, others: Sequence[Source], known: Ontology) -> References:
    """What the rows of one source may refer to, of ``others`` and of itself. Raises ``SourceError``."""
    references = references_of([*others, source], known)
    if not isinstance(source, Counted):
        return references
    drawing = [other.read(references) for other in others if not isinstance(other, Counted)]
    return with_outlines(references, drawing, known)[0]


class _Build:
    """One run; holds what several stages need."""

    def __init__(self, settings: Settings, sources: Sequence[Source], set_aside: bool, notify: Notify) -> None:
        self.settings, self.sources, self.set_aside, self.notify = settings, sources, set_aside, notify
        self.began = time.perf_counter()
        self.ontology: Ontology = ontology_files.load()
        self.retrieved = max(source.card.retrieved for source in sources)
        self.receipts: list[SourceReceipt] = []
        self.rejects: list[dict[str, object]] = []
        self.aside: set[tuple[str, int]] = set()
        self.files: dict[str, frozenset[str]] = {}
        self.profiles = tuple(dict.fromkeys((PUBLIC, settings.profile)))
        self.links = Links(sources, self.ontology, notify)
        self.absent_links = 0
        self.known: dict[str, pl.DataFrame] = {}

    def run(self) -> Receipt:
        staged = releases.staging(self.settings)
        try:
            self.notify("read")
            frame, places = self._read()
            made, places = self._checked(staged, frame, places)
            self.notify("write")
            release_id = self._write(staged, made, places)
            self.notify("publish")
            release, new = releases.publish(self.settings, staged, release_id)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        self.notify("done")
        return self._receipt(release, new, made[self.settings.profile])

    def _read(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The statements of every source, from the cache where nothing they depend on has changed."""
        references = references_of(self.sources, self.ontology)
        cache = Cache(self.settings.graph / "cache", references)
        extracts: list[Extract] = []
        problems: list[Problem] = []
        drawn = ""
        # What is counted in territories comes after those that outline them.
        for source in sorted(self.sources, key=lambda one: isinstance(one, Counted)):
            if isinstance(source, Counted) and not drawn and not problems:
                references, drawn = with_outlines(references, extracts, self.ontology)
            try:
                extract, cached = self._extract(source, references, cache, drawn)
            except SourceError as error:
                problems += error.problems
                continue
            extracts.append(extract)
            self.rejects += [of_problem(problem).as_dict() for problem in extract.rejects]
            left_out = sum(count for _, count in extract.left_out)
            height, rejects = extract.statements.height, len({problem.row for problem in extract.rejects})
            self.receipts.append(SourceReceipt(source.card.key, extract.rows, height, rejects, cached, left_out))
            # A data set may be added file by file.
            self.files[source.card.key] = self.files.get(source.card.key, frozenset()) | set(extract.places["file"])
        if problems:
            raise SourceError(*problems)
        cache.prune()
        frame = pl.concat([extract.statements for extract in extracts])
        places = pl.concat([extract.places for extract in extracts])
        frame, told = self.links.standing(frame, places)
        self.rejects += [of_problem(problem).as_dict() for problem in told]
        self.absent_links = len(told)
        return statements.tidy(frame), places.unique().sort(places.columns, nulls_last=True)

    def _extract(self, source: Source, references: References, cache: Cache, drawn: str) -> tuple[Extract, bool]:
        """What a source states, and whether it was read by an earlier build."""
        place = cache.place(source, drawn)
        kept = cache.get(place)
        extract = kept or source.read(references)
        self._refuse(extract)
        if kept is None:
            cache.put(place, extract)
        return extract, kept is not None

    def _refuse(self, extract: Extract) -> None:
        """What is never stored goes no further, not even into the cache."""
        typed = refused(extract.statements, self.ontology).select("id", refusal=pl.lit("class"))
        found = pl.concat([typed, refused_texts(extract.statements)]).join(extract.places, on="id")
        cells = found.select("refusal", "file", "row", "column").unique().sort("file", "row", "column", "refusal")
        if not cells.is_empty():
            raise SourceError(*(Problem(f"refused.{why}", *cell) for why, *cell in cells.iter_rows()))

    def _checked(
        self, staged: Path, frame: pl.DataFrame, places: pl.DataFrame
    ) -> tuple[dict[str, _Profile], pl.DataFrame]:
        """The profiles once no Violation is left; each round of ``set_aside`` takes out the rows of those found."""
        while True:
            self.known = self.links.known(frame, dict.fromkeys((*self.profiles, OWN)))
            made = {name: self._profile(staged, self.known[name], places, name) for name in self.profiles}
            violations = [one for one in made[self.settings.profile].findings if one.severity == "violation"]
            if not violations:
                return made, places
            known = made[self.settings.profile].frame
            by_link = unions([(one.focus, one.path) for one in violations], known, places, self.links.judgements)
            told = [(one, by_link.get((one.focus, one.path))) for one in violations]
            # A link that is wrong breaks rules far from it: what is left without it is found in the next round.
            to_blame = list(by_link.values()) or violations
            cells = {(file, row) for one in to_blame for file, row, _ in one.cells}
            if not self.set_aside or not cells:
                problems = (union.problem(one.focus, one.said()) if union else one.problem() for one, union in told)
                raise CheckFailedError(tuple(problems))
            self.rejects += [finding.as_dict() for finding in violations]
            self.aside |= cells
            rows = pl.DataFrame(sorted(cells), schema={"file": pl.String, "row": pl.Int64}, orient="row")
            places = places.join(rows, on=["file", "row"], how="anti")
            frame = frame.join(places.select("id").unique(), on="id", how="semi")

    def _profile(self, staged: Path, frame: pl.DataFrame, places: pl.DataFrame, profile: str) -> _Profile:
        self.notify("disclose")
        visible, withheld = disclose(frame, self.ontology, profile)
        self.notify("accept")
        visible = accept(visible, self.ontology, date.fromisoformat(self.retrieved), self.links.judgements)
        self.notify("figures")
        visible = statements.tidy(figures(visible))
        self.notify("quads")
        seen = disclosed_places(places, profile)
        named = quads.quads(visible, seen, self.ontology)
        cited = seen.join(visible.select("id"), on="id", how="semi")
        made = _Profile(visible, cited, withheld, named.height, void(named, examples()))
        self.notify("load")
        folder = staged / profile
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        text, union = folder / "graph.nq", folder / "union.nt"
        quads.write(named, text)
        quads.write(quads.default_graph(named), union)
        del named  # The quads of a country take gigabytes, and so do the engines that read them next.
        embedded.create(folder / "store", text, union)
        union.unlink()
        self.notify("check")
        made.findings = findings(text, embedded.open_store(folder / "store"), visible, seen)
        if not withheld.is_empty():
            made.findings = self._gate(frame, places) + [one for one in made.findings if one.severity != "violation"]
        return made

    def _gate(self, frame: pl.DataFrame, places: pl.DataFrame) -> list[Finding]:
        """The Violations of all that is known: withholding one row must not make another look malformed."""
        unlevelled = frame.with_columns(level=pl.lit(0, pl.Int8))
        whole = accept(unlevelled, self.ontology, date.fromisoformat(self.retrieved))
        text = quads.serialize(quads.quads(statements.tidy(whole), places, self.ontology))
        return [one for one in shape_findings(text, whole, places) if one.severity == "violation"]

    def _write(self, staged: Path, made: dict[str, _Profile], places: pl.DataFrame) -> str:
        """Write what the stages made. What identifies a release is its public content alone: two builds that differ
        in what the public may not see are one release to the public, under one name.
        """
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            fuller = self._fuller(Path(folder), staged, made, places)
            digests = {name: self._write_profile(staged / name, name, one, fuller) for name, one in made.items()}
        _write_json(staged / "rejects.json", self.rejects)
        release_id = f"{self.retrieved}-{digests[PUBLIC][:12]}"
        manifest = {
            "id": release_id,
            "sha256": digests[PUBLIC],
            "retrieved": self.retrieved,
            "profiles": list(self.profiles),
        }
        _write_json(staged / "manifest.json", manifest)
        return release_id

    def _fuller(self, folder: Path, staged: Path, made: dict[str, _Profile], places: pl.DataFrame) -> Path | None:
        """The folder of all that is labelled, to count the rows not shown; none if nothing is withheld."""
        if made[PUBLIC].withheld.is_empty():
            return None
        if OWN not in made:
            own = self._profile(folder, self.known[OWN], places, OWN)
            own.frame.write_parquet(folder / OWN / STATEMENTS)
            return folder / OWN
        made[OWN].frame.write_parquet(staged / OWN / STATEMENTS)
        return staged / OWN

    def _write_profile(self, folder: Path, name: str, made: _Profile, fuller: Path | None) -> str:
        """The files of one profile; returns the hash of its canonical N-Quads."""
        made.frame.write_parquet(folder / STATEMENTS)
        made.places.write_parquet(folder / "places.parquet")
        _write_json(folder / "findings.json", [finding.as_dict() for finding in made.findings])
        _write_json(folder / "ledger.json", withheld := ledger(made.withheld))
        self_description = about(made.findings, withheld, name) + made.held
        (folder / "about.nq").write_bytes(self_description)
        embedded.append(folder / "store", self_description)
        _write_json(folder / "questions.json", index_questions(folder, fuller))
        files = set(made.places["file"])
        _write_json(folder / "left-out.json", [] if name == OWN else left_out(self.sources, PROFILES[name]))
        sources = [source.card for source in self.sources if self.files[source.card.key] & files]
        _write_json(
            folder / "sources.json",
            [
                {"key": card.key, "title": card.title, "licence": card.licence, "retrieved": card.retrieved}
                for card in sources
            ],
        )
        return sha256((folder / "graph.nq").read_bytes()).hexdigest()

    def _receipt(self, release: releases.Release, new: bool, made: _Profile) -> Receipt:
        verdicts = dict(made.frame["verdict"].value_counts().sort("verdict").iter_rows())
        severities = [finding.severity for finding in made.findings]
        return Receipt(
            release=release.id,
            folder=str(release.folder),
            profile=self.settings.profile,
            new=new,
            sources=[replace(one, rejects=one.rejects + self._set_aside(one.source)) for one in self.receipts],
            statements=made.frame.height,
            quads=made.quads,
            verdicts=verdicts,
            contested=made.frame.filter(pl.col("predicate").str.ends_with("#contestedProperty")).height,
            withheld=ledger(made.withheld),
            findings={name: severities.count(name) for name in ("violation", "warning", "info")},
            set_aside=len(self.aside),
            absent_links=self.absent_links,
            seconds=round(time.perf_counter() - self.began, 2),
        )

    def _set_aside(self, source: str) -> int:
        """How many rows of a source were set aside."""
        return sum(file in self.files[source] for file, _ in self.aside)


def _write_json(path: Path, value: object) -> None:
    path.write_text(
        json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n"
    )
