"""Measures the links that ``amazongraph link`` would make against answers it does not see: precision and recall, with
Wilson intervals of 95 %.

Answers come from official codes that are taken away before matching (districts and provinces by ubigeo, capitals of
districts by the code of their populated centre, protected areas by the norm that made them), and from pairs a person
judged before any score was seen (``linking_judged.csv``). Names that many communities share are the hard negatives.
Half of each answer chooses the threshold; the other half is what is reported. The published files are not part of the
project; ``--files`` names their folder.
"""

import argparse
import csv
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from math import sqrt
from pathlib import Path

import polars as pl
from _workspace import show, workspace
from linking_codes import by_codes
from linking_draw import territories

from amazongraph import ontology, terms
from amazongraph.build import references_of, workspace_sources
from amazongraph.linking.candidates import Candidate, candidates
from amazongraph.linking.entities import ADMIN, AREA, PLACE, Entity, of_statements, round_reach
from amazongraph.linking.judging import confidence
from amazongraph.linking.names import normal
from amazongraph.linking.offers import Known, read_offers
from amazongraph.settings import load
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loader

MARGIN = 6.0
STEPS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995)
TARGET = 0.98
_NORM = re.compile(r"(\d{1,4})-(\d{4})-([A-Z]+)")


@dataclass(frozen=True)
class Answer:
    """One set of answers: what was proposed, what is right (subject -> objects), and the ``rule`` of acceptance that it
    tells of.
    """

    name: str
    rule: str
    found: list[Candidate]
    right: Mapping[str, frozenset[str]]


def wilson(right: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """The interval of a proportion; (0, 1) where nothing was seen."""
    if not of:
        return 0.0, 1.0
    share, extra = right / of, z * z / of
    middle = (share + extra / 2) / (1 + extra)
    half = z * sqrt(share * (1 - share) / of + extra / (4 * of)) / (1 + extra)
    return max(0.0, middle - half), min(1.0, middle + half)


def chosen_half(iri: str) -> bool:
    """Whether a thing belongs to the half that thresholds are chosen on."""
    return sha256(iri.encode()).digest()[0] % 2 == 0


def counted(answer: Answer, least: float, *, choosing: bool) -> tuple[int, int, int]:
    """Accepted and right, accepted, and right at all, in one half."""
    taken = [
        one
        for one in answer.found
        if one.score.probability >= least and one.margin >= MARGIN and chosen_half(one.one.iri) == choosing
    ]
    good = sum(one.other.iri in answer.right.get(one.one.iri, ()) for one in taken)
    there = sum(len(right) for iri, right in answer.right.items() if chosen_half(iri) == choosing)
    return good, len(taken), there


def threshold(answers: Iterable[Answer]) -> float | None:
    """The lowest step whose lower bound of precision is above the target on the chosen half, all answers together."""
    for least in STEPS:
        sums = [counted(one, least, choosing=True) for one in answers]
        if wilson(sum(good for good, _, _ in sums), sum(taken for _, taken, _ in sums))[0] > TARGET:
            return least
    return None


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def bare(one: Entity, **changes: object) -> Entity:
    """A thing without what would give the answer away."""
    return replace(one, codes=frozenset(), sources=(), **changes)  # type: ignore[arg-type]


def offered(table: list[dict[str, str]], known: Known, family: str) -> list[Entity]:
    """Candidates read as a user's file is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "offered.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(table[0]))
            writer.writeheader()
            writer.writerows(table)
        return read_offers(path, "other", known, family)


def districts(folder: Path, everything: list[Entity], known: Known) -> Answer:
    """Our districts against those of a file by name, province and department; the ubigeo of INEI is the answer."""
    given = [row for row in rows(folder / "ubigeo-inei-reniec" / "ubigeo_distrito.csv") if row["inei"].isdecimal()]
    told = [
        {
            "id": f"https://example.org/district/{number}",
            "name": row["distrito"],
            "department": row["departamento"],
            "province": row["provincia"],
        }
        for number, row in enumerate(given)
    ]
    ours = [bare(one) for one in everything if one.types == ("District",)]
    right = {terms.entity("admin", row["inei"]): frozenset({line["id"]}) for row, line in zip(given, told, strict=True)}
    return Answer("districts, by ubigeo", ADMIN, candidates(ours, offered(told, known, ADMIN)), right)


def provinces(folder: Path, everything: list[Entity], known: Known) -> Answer:
    """Our provinces against those of GeoNames by name and department; its code ends with the ubigeo."""
    given = json.loads((folder / "geonames-pe" / "admin2.pe.json").read_text(encoding="utf-8"))
    told = [
        {
            "id": f"https://example.org/province/{number}",
            "name": row["name"],
            "department": row["code"].split(".")[1],
        }
        for number, row in enumerate(given)
    ]
    ours = [bare(one) for one in everything if one.types == ("Province",)]
    right = {
        terms.entity("admin", row["code"].split(".")[2]): frozenset({line["id"]})
        for row, line in zip(given, told, strict=True)
    }
    return Answer("provinces, by GeoNames code", ADMIN, candidates(ours, offered(told, known, ADMIN)), right)


def capitals(everything: list[Entity], frame: pl.DataFrame, centres: list[Entity], *, points: bool) -> Answer:
    """Capitals of districts, by name and place, against populated centres; centre 0001 of a district is its capital."""
    named = dict(frame.filter(pl.col("predicate") == terms.ag("capital")).select("canonical", "object").iter_rows())
    there = {one.iri for one in centres}
    ours, right = [], {}
    for one in everything:
        centre = terms.entity("populated-centre", terms.key_of(one.iri) + "0001")
        if one.types == ("District",) and one.iri in named and centre in there:
            place = {"point": one.point if points else None, "reach": 0.0}
            ours.append(bare(one, names=(named[one.iri],), family=PLACE, types=("PopulatedCentre",), **place))
            right[one.iri] = frozenset({centre})
    rule = PLACE if points else f"{PLACE} without position"
    return Answer("capitals, by code of centre", rule, candidates(ours, centres), right)


def areas(folder: Path) -> Answer:
    """Protected areas of one layer against another by name; the number of the norm that made them is the answer."""
    layers = folder / "comunidades-nativas-amw" / "protected_areas_impacts.peru.geojson", folder / "sernanp-anp"
    sides: list[list[Entity]] = [[], []]
    norms: list[dict[str, set[str]]] = [{}, {}]
    for side, path in enumerate((layers[0], layers[1] / "anp_all.simplified-0.002deg.geojson")):
        for number, one in enumerate(json.loads(path.read_text(encoding="utf-8"))["features"]):
            said = one["properties"]
            iri = f"https://example.org/{side}/{number}"
            name = said["name_field"] if side == 0 else said["nombre"]
            sides[side].append(Entity(iri, (name,), AREA))
            if norm := _NORM.search((said["source_field"] if side == 0 else said["base_legal"]) or ""):
                norms[side].setdefault(f"{int(norm[1])}-{norm[2]}-{norm[3]}", set()).add(iri)
    right = {
        iri: frozenset(norms[1][norm])
        for norm, iris in norms[0].items()
        if len(iris) == 1 and len(norms[1].get(norm, ())) == 1
        for iri in iris
    }
    ours = [one for one in sides[0] if one.iri in right]
    return Answer("protected areas, by norm", AREA, candidates(ours, sides[1]), right)


def centres_of(folder: Path) -> list[Entity]:
    """The populated centres of INEI, as our loader reads them, without their codes."""
    path = folder / "centros-poblados-inei" / "ubigeo_ccpp.amazon.csv"
    dataset = Dataset(loader("inei-centros-poblados", folder), path, "2026-11-23")
    sources = [*workspace_sources(load(Path(tempfile.gettempdir()))), dataset]
    return [bare(one) for one in of_statements(dataset.read(references_of(sources, ontology.load())).statements)]


def judged(
    folder: Path, everything: list[Entity], known: Known, centres: list[Entity]
) -> tuple[dict[tuple[str, str], str], list[Candidate]]:
    """The pairs a person judged, with the verdict, and what is proposed among all the things they were drawn from."""
    lands = [
        Entity(side.id, (side.name,), PLACE, ("CommunityTerritory",), point=side.point, reach=_reach(side.told),
               peoples=_peoples(side.told, known))
        for side in territories(folder)
    ]  # fmt: skip
    read = json.loads((folder / "geonames-pe" / "cities500.pe-and-border.json").read_text(encoding="utf-8"))
    listed = [one for one in (read.values() if isinstance(read, dict) else read) if one["countrycode"] == "PE"]
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "geonames.json"
        path.write_text(json.dumps(listed), encoding="utf-8")
        towns = read_offers(path, "geonames", known, PLACE)
    communities = [bare(one) for one in everything if one.types == ("NativeCommunity",)]
    found = [
        *candidates(lands, centres),
        *candidates(communities, centres),
        *candidates(communities, lands),
        *candidates(centres, towns),
    ]
    verdicts = {
        _turned(_iri(row["subject"]), _iri(row["object"])): row["verdict"]
        for row in rows(Path(__file__).with_name("linking_judged.csv"))
    }
    return verdicts, found


def _turned(subject: str, object_: str) -> tuple[str, str]:
    """The pair as ``amazongraph link`` has it: what is ours first."""
    return (subject, object_) if subject.startswith((terms.BASE, "amw:")) else (object_, subject)


def _iri(text: str) -> str:
    kind, _, key = text.partition(":")
    places = {"inei": terms.entity("populated-centre", key), "community": terms.entity("community", key)}
    return {**places, "geonames": f"https://sws.geonames.org/{key}/"}.get(kind, text)


def _reach(told: str) -> float:
    found = re.search(r"; ([0-9.]+) ha", told)
    return round_reach(float(found[1])) if found else 0.0


def _peoples(told: str, known: Known) -> frozenset[str]:
    words = re.split(r"[()]", told.partition(";")[0])
    return frozenset(known.peoples[name] for word in words if (name := normal(word)) in known.peoples)


def as_shipped(
    answers: Iterable[Answer], verdicts: Mapping[tuple[str, str], str], found: list[Candidate]
) -> list[list[object]]:
    """What the program accepts by itself, as ``accept.toml`` stands: all halves that are reported, and judged pairs."""
    table: list[list[object]] = []
    for answer in answers:
        taken = [one for one in answer.found if decides(one) and not chosen_half(one.one.iri)]
        good = sum(one.other.iri in answer.right.get(one.one.iri, ()) for one in taken)
        there = sum(not chosen_half(iri) for iri in answer.right)
        row = [answer.name, answer.rule, f"{good}/{len(taken)}", _interval(good, len(taken))]
        table.append([*row, f"{good}/{there}", _interval(good, there)])
    taken_pairs = [verdicts.get((one.one.iri, one.other.iri)) for one in found if decides(one)]
    good, wrong = taken_pairs.count("same"), taken_pairs.count("different")
    there = sum(verdict == "same" for verdict in verdicts.values())
    row = ["a person's judgement", "all", f"{good}/{good + wrong}", _interval(good, good + wrong)]
    return [*table, [*row, f"{good}/{there}", _interval(good, there)]]


def decides(one: Candidate) -> bool:
    """Whether the program accepts a pair by itself."""
    return float(confidence(one) or 0) > TARGET


def near_and_likely(one: Candidate) -> bool:
    """Whether name and position alone, without the department, would have a pair accepted."""
    near = one.score.feature("distance").level in ("here", "close")
    return near and one.score.probability >= 0.9 and one.margin >= MARGIN


def homonyms(folder: Path) -> tuple[int, int]:
    """Communities of a name that several have, and nothing else told: how many, and how many a machine would link."""
    names = rows(folder / "comunidades-nativas-amw" / "indigenous_country_name_counts.peru.csv")
    others = [
        Entity(f"https://example.org/{row['name_field']}/{number}".replace(" ", "-"), (row["name_field"],), PLACE)
        for row in names
        for number in range(int(row["count"]))
    ]
    ours = [
        Entity(f"https://example.org/ours/{row['name_field']}".replace(" ", "-"), (row["name_field"],), PLACE)
        for row in names
    ]
    found = candidates(ours, others)
    return len(ours), len({one.one.iri for one in found if one.margin >= MARGIN})


def line(answer: Answer, least: float) -> Iterator[object]:
    good, taken, there = counted(answer, least, choosing=False)
    yield from (answer.name, answer.rule, f">= {least}", f"{good}/{taken}", _interval(good, taken))
    yield from (f"{good}/{there}", _interval(good, there))


def _interval(right: int, of: int) -> str:
    low, high = wilson(right, of)
    return f"{right / of:.3f} [{low:.4f}, {high:.4f}]" if of else "-"


def against_person(verdicts: Mapping[tuple[str, str], str], found: list[Candidate]) -> list[list[object]]:
    """How the judged pairs fare at each step, in the half that is reported and in all."""
    by_pair = {(one.one.iri, one.other.iri): one for one in found}
    table = []
    for least in STEPS:
        taken = [
            pair
            for pair in verdicts
            if pair in by_pair and by_pair[pair].score.probability >= least and by_pair[pair].margin >= MARGIN
        ]
        seen = Counter(verdicts[pair] for pair in taken)
        same = sum(verdict == "same" for verdict in verdicts.values())
        sure = seen["same"] + seen["different"]
        table.append([f">= {least}", f"{seen['same']}/{sure}", _interval(seen["same"], sure), f"{seen['same']}/{same}",
                      _interval(seen["same"], same), seen["unsure"]])  # fmt: skip
    return table


def tell_wrong(answers: Iterable[Answer], least: float) -> None:
    """Print what would be accepted and is not right."""
    for answer in answers:
        for one in answer.found:
            taken = one.score.probability >= least and one.margin >= MARGIN
            if taken and one.other.iri not in answer.right.get(one.one.iri, ()):
                print(answer.name, one.one.iri, one.one.names, one.other.iri, one.other.names, one.score.text)


def tell_missed(verdicts: Mapping[tuple[str, str], str], found: Iterable[Candidate]) -> None:
    """Print the judged pairs that a machine sees otherwise."""
    by_pair = {(one.one.iri, one.other.iri): one for one in found}
    for pair, verdict in verdicts.items():
        one = by_pair.get(pair)
        likely = one.score.probability if one else 0.0
        if (verdict == "same") != (likely >= STEPS[0]) and (one or verdict == "same"):
            print(verdict, *pair, f"{likely:.3f}", one.margin if one else "", one.score.text if one else "not proposed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, required=True, help="folder of the published files")
    parser.add_argument("--workspace", type=Path, help="folder with a release (default: build one)")
    parser.add_argument("--wrong", action="store_true", help="print what was accepted and is wrong")
    options = parser.parse_args()
    with workspace(options.workspace) as (_, release):
        frame = pl.read_parquet(release.profile() / "statements.parquet")
    everything = of_statements(frame)
    known = Known.of(everything)
    centres = centres_of(options.files)
    answers = [
        districts(options.files, everything, known),
        provinces(options.files, everything, known),
        capitals(everything, frame, centres, points=True),
        capitals(everything, frame, centres, points=False),
        areas(options.files),
    ]
    answers += [
        Answer(one.name, one.rule, one.found, one.right) for one in by_codes(options.files, everything, known, offered)
    ]
    table = []
    for rule in dict.fromkeys(one.rule for one in answers):
        same = [one for one in answers if one.rule == rule]
        least = threshold(same)
        table += [list(line(one, least or STEPS[0])) for one in same]
        sums = [counted(one, least or STEPS[0], choosing=False) for one in same]
        good, taken = sum(one[0] for one in sums), sum(one[1] for one in sums)
        verdict = "never accepted" if least is None else f"accepted from {least}"
        table.append(["together", rule, verdict, f"{good}/{taken}", _interval(good, taken), "", ""])
        if options.wrong:
            tell_wrong(same, least or STEPS[0])
    headers = ["answers", "rule", "probability", "right/accepted", "precision", "right/all", "recall"]
    show("Against official codes (half that was not chosen on)", headers, table)
    verdicts, found = judged(options.files, everything, known, centres)
    headers = ["probability", "right/accepted", "precision", "right/same", "recall", "unsure ones accepted"]
    show("Against a person's judgement", headers, against_person(verdicts, found))
    headers = ["answers", "rule", "right/accepted", "precision", "right/all", "recall"]
    show("As shipped: accept.toml", headers, as_shipped(answers, verdicts, found))
    towns = [one.score.feature("unit").level for one in found if "geonames" in one.other.iri and near_and_likely(one)]
    agreed = towns.count("department")
    print(f"\nOf {len(towns)} towns of GeoNames likely by name and position, {agreed} lie in the department it says.")
    proposed = {(one.one.iri, one.other.iri) for one in found}
    same = [pair for pair, verdict in verdicts.items() if verdict == "same"]
    print(f"\nProposed at all, for a person to decide: {sum(pair in proposed for pair in same)} of {len(same)}.")
    if options.wrong:
        tell_missed(verdicts, found)
    names, linked = homonyms(options.files)
    print(f"\nOf {names} names that several communities share, with nothing else told, {linked} would be linked.")


if __name__ == "__main__":
    main()
