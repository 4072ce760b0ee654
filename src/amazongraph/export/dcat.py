"""Describes a release for catalogues: DCAT 3 with what DCAT-AP 3 asks for, VoID and schema.org, in Turtle or JSON-LD.

Sources: DCAT 3 (W3C Recommendation), DCAT-AP 3.0 (https://semiceu.github.io/DCAT-AP/), VoID (W3C Note), schema.org. The
named concepts are those of the EU Publications Office, which DCAT-AP prescribes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.durable import drafted
from amazongraph.export.lines import parsed
from amazongraph.export.material import Material
from amazongraph.messages import LANGUAGES, text

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": terms.RDF,
    "rdfs": terms.RDFS,
    "schema": "https://schema.org/",
    "skos": terms.SKOS,
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": terms.XSD,
}
_PERU = "https://sws.geonames.org/3932488/"
_THEMES = {"SOCI": "dcat.theme-soci", "JUST": "dcat.theme-just", "ENVI": "dcat.theme-envi"}
_LANGUAGES = {"es": "SPA", "en": "ENG"}
_RIGHTS = {True: "PUBLIC", False: "NON_PUBLIC"}
# How a file ends: its media type and the EU's name of its format.
_MEDIA = {
    ".nq": ("application/n-quads", "N3"),
    ".trig": ("application/trig", "RDF_TRIG"),
    ".ttl": ("text/turtle", "RDF_TURTLE"),
    ".jsonld": ("application/ld+json", "JSON_LD"),
    ".json": ("application/json", "JSON"),
    ".gpkg": ("application/geopackage+sqlite3", "GPKG"),
    ".csv": ("text/csv", "CSV"),
    ".tsv": ("text/tab-separated-values", "TSV"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    ".parquet": ("application/vnd.apache.parquet", "PARQUET"),
    ".zip": ("application/zip", "ZIP"),
}


@dataclass(frozen=True, slots=True)
class Published:
    """A file that is published under the base address: its path there, its bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


def published(path: Path) -> Published:
    """A file as it will be published, under its own name. Raises ``OSError``."""
    with path.open("rb") as file:
        return Published(path.name, path.stat().st_size, file_digest(file, "sha256").hexdigest())


def write_dcat(
    material: Material,
    to: Path,
    base: str = "",
    files: Sequence[Published] = (),
    languages: Sequence[str] = LANGUAGES,
) -> int:
    """Write the description, as JSON-LD for a file that ends in ``.jsonld`` or ``.json``, else as Turtle.

    ``base``: the address under which the release is published; without one nothing can be said of where to get it.
    ``languages``: those of titles and descriptions. Returns the triples.
    """
    form = ox.RdfFormat.JSON_LD if to.suffix in {".json", ".jsonld"} else ox.RdfFormat.TURTLE
    said = list(dict.fromkeys(_Record(material, base.rstrip("/"), files, languages).triples()))
    with drafted(to) as draft, draft.open("wb") as file:
        ox.serialize(said, file, form, prefixes=_PREFIXES)
    return len(said)


class _Record:
    """The triples of a description, one thing after the other."""

    def __init__(self, material: Material, base: str, files: Sequence[Published], languages: Sequence[str]) -> None:
        self.material, self.base, self.files, self.languages = material, base, files, languages
        self.dataset = f"{terms.BASE}release/{material.release.id}"
        self.catalogue = f"{self.base}/catalog" if base else f"{terms.BASE}catalog"
        self.day = ox.Literal(str(material.release.manifest()["retrieved"]), datatype=_node("xsd:date"))

    def triples(self) -> Iterator[ox.Triple]:
        yield from self._catalogue()
        yield from self._dataset()
        yield from self._named()
        yield from self._distributions()
        yield from self._void()

    def _say(self, subject: str, **said: object) -> Iterator[ox.Triple]:
        """Triples of a subject: ``dct_title="key"`` is the message of that key in each language."""
        for name, value in said.items():
            predicate = _node(name.replace("_", ":", 1))
            for one in value if isinstance(value, list | tuple) else [value]:
                if one:
                    yield ox.Triple(ox.NamedNode(subject), predicate, _term(one))

    def _words(self, key: str, **values: object) -> list[ox.Literal]:
        return [ox.Literal(text(key, lang, **values), language=lang) for lang in self.languages]

    def _catalogue(self) -> Iterator[ox.Triple]:
        yield from self._say(
            self.catalogue,
            rdf_type="dcat:Catalog",
            dct_title=self._words("dcat.catalogue"),
            dct_description=self._words("dcat.about-catalogue"),
            dct_publisher=terms.BASE,
            dct_language=[f"{_EU}language/{_LANGUAGES[lang]}" for lang in self.languages],
            dct_license=LICENCE,
            dct_modified=self.day,
            dct_spatial=_PERU,
            dcat_themeTaxonomy=f"{_EU}data-theme",
            foaf_homepage=f"{self.base}/" if self.base else "",
            dcat_dataset=self.dataset,
        )

    def _dataset(self) -> Iterator[ox.Triple]:
        release, public = self.material.release, self.material.profile == "public"
        names, notices = self._words("reconcile.name"), {x: " ".join(self.material.notice(x)) for x in self.languages}
        about = self._words("dcat.about", sources=len(self.material.sources))
        keywords = [
            ox.Literal(one.strip(), language=lang)
            for lang in self.languages
            for one in text("dcat.keywords", lang).split(",")
        ]
        yield from self._say(
            self.dataset,
            rdf_type=["dcat:Dataset", "void:Dataset", "schema:Dataset"],
            dct_title=names,
            dct_description=about,
            dct_identifier=ox.Literal(self.dataset),
            dcat_version=ox.Literal(release.id),
            adms_versionNotes=[ox.Literal(words, language=lang) for lang, words in notices.items()],
            dct_issued=self.day,
            dct_modified=self.day,
            dct_publisher=terms.BASE,
            dct_creator=terms.BASE,
            dct_license=LICENCE,
            dct_rights=f"{self.dataset}/rights",
            dct_provenance=f"{self.dataset}/provenance",
            dct_accessRights=f"{_EU}access-right/{_RIGHTS[public]}",
            dct_accrualPeriodicity=f"{_EU}frequency/IRREG",
            dct_language=[f"{_EU}language/{_LANGUAGES[lang]}" for lang in LANGUAGES],
            dct_spatial=_PERU,
            dct_conformsTo=terms.BASE + "ns",
            dcat_theme=[f"{_EU}data-theme/{one}" for one in _THEMES],
            dcat_keyword=keywords,
            dcat_contactPoint=terms.BASE + "contact",
            dcat_landingPage=f"{self.base}/" if self.base else "",
            dcat_distribution=[self._distribution(one) for one in self._places()],
            void_uriSpace=ox.Literal(terms.BASE),
            void_vocabulary=terms.NS,
            rdfs_seeAlso=terms.VOID,
            schema_name=names,
            schema_description=about,
            schema_version=ox.Literal(release.id),
            schema_datePublished=self.day,
            schema_license=LICENCE,
            schema_creator=terms.BASE,
            schema_keywords=keywords,
            schema_isAccessibleForFree=ox.Literal("true", datatype=_node("xsd:boolean")) if public else "",
            schema_url=f"{self.base}/" if self.base else "",
            schema_spatialCoverage=_PERU,
            schema_distribution=[self._distribution(one) for one in self._places()],
        )

    def _named(self) -> Iterator[ox.Triple]:
        """What the catalogue and the data set point to, with the class and the name that DCAT-AP asks of it."""
        yield from self._say(
            terms.BASE,
            rdf_type=["foaf:Agent", "schema:Organization"],
            foaf_name=ox.Literal("amazongraph"),
            schema_name=ox.Literal("amazongraph"),
        )
        yield from self._say(
            terms.BASE + "contact",
            rdf_type=["vcard:Kind", "vcard:Organization"],
            vcard_fn=ox.Literal("amazongraph"),
            vcard_hasURL=f"{self.base}/" if self.base else terms.BASE,
        )
        yield from self._say(
            f"{self.dataset}/rights", rdf_type="dct:RightsStatement", rdfs_label=self._words("dcat.rights")
        )
        yield from self._say(
            f"{self.dataset}/provenance",
            rdf_type="dct:ProvenanceStatement",
            rdfs_label=self._words("dcat.provenance", sources=len(self.material.sources)),
        )
        yield from self._say(LICENCE, rdf_type="dct:LicenseDocument", dct_title=ox.Literal("CC BY 4.0"))
        yield from self._say(_PERU, rdf_type=["dct:Location", "schema:Place"], rdfs_label=self._words("dcat.peru"))
        yield from self._say(terms.BASE + "ns", rdf_type="dct:Standard")
        if self.base:
            yield from self._say(f"{self.base}/", rdf_type="foaf:Document")
        for lang in LANGUAGES:
            yield from self._say(f"{_EU}language/{_LANGUAGES[lang]}", rdf_type="dct:LinguisticSystem")
        yield from self._say(f"{_EU}frequency/IRREG", rdf_type="dct:Frequency")
        for right in _RIGHTS.values():
            yield from self._say(f"{_EU}access-right/{right}", rdf_type="dct:RightsStatement")
        yield from self._say(f"{_EU}data-theme", rdf_type="skos:ConceptScheme", dct_title=self._words("dcat.themes"))
        for one, named in _THEMES.items():
            yield from self._say(
                f"{_EU}data-theme/{one}",
                rdf_type="skos:Concept",
                skos_prefLabel=self._words(named),
                skos_inScheme=f"{_EU}data-theme",
            )

    def _places(self) -> Sequence[Published]:
        """The files; where none is named, whatever there is at the base address."""
        return self.files or ([Published("", 0, "")] if self.base else [])

    def _distribution(self, one: Published) -> str:
        return f"{self.base}/{quote(one.name)}#distribution"

    def _distributions(self) -> Iterator[ox.Triple]:
        for one in self._places() if self.base else ():
            url, node = f"{self.base}/{quote(one.name)}", self._distribution(one)
            ends = Path(one.name.removesuffix(".gz")).suffix
            media, form = _MEDIA.get(ends, ("", ""))
            packed = one.name.endswith(".gz")
            yield from self._say(
                node,
                rdf_type=["dcat:Distribution", "schema:DataDownload"],
                dct_title=ox.Literal(one.name) if one.name else self._words("reconcile.name"),
                dcat_accessURL=f"{self.base}/" if one.name else url,
                dcat_downloadURL=url if one.name else "",
                dct_license=LICENCE,
                dct_rights=f"{self.dataset}/rights",
                dct_modified=self.day,
                dcat_byteSize=_whole(one.size) if one.name else "",
                dcat_mediaType=_IANA + media if media else "",
                dct_format=f"{_EU}file-type/{form}" if form else "",
                dcat_compressFormat=f"{_IANA}application/gzip" if packed else "",
                spdx_checksum=f"{node}-sum" if one.sha256 else "",
                schema_contentUrl=url,
                schema_encodingFormat=ox.Literal("application/gzip" if packed else media) if media else "",
            )
            if one.sha256:
                yield from self._say(
                    f"{node}-sum",
                    rdf_type="spdx:Checksum",
                    spdx_algorithm="spdx:checksumAlgorithm_sha256",
                    spdx_checksumValue=ox.Literal(one.sha256, datatype=_node("xsd:hexBinary")),
                )
            if media:
                yield from self._say(_IANA + media, rdf_type="dct:MediaType")
                yield from self._say(f"{_EU}file-type/{form}", rdf_type="dct:MediaTypeOrExtent")
            if packed:
                yield from self._say(f"{_IANA}application/gzip", rdf_type="dct:MediaType")

    def _void(self) -> Iterator[ox.Triple]:
        """What the release says of its classes and properties, for programs that help to write a query."""
        ends = f" <{terms.VOID}> .\n"
        path = self.material.release.profile(self.material.profile) / "about.nq"
        with path.open(encoding="utf-8", newline="\n") as file:
            lines = (line for line in file if line.endswith(ends) and f"<{terms.SH}" not in line)
            for quad in parsed(self.material.release, lines):
                if quad.predicate.value != terms.RDFS + "comment" and "/id/example/" not in str(quad.subject):
                    yield quad.triple


def _node(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(_PREFIXES[prefix] + local)


def _term(value: object) -> ox.NamedNode | ox.Literal:
    """A literal as it is, an IRI, or a name with a prefix of this file."""
    if isinstance(value, ox.Literal):
        return value
    named = str(value)
    return ox.NamedNode(named) if "://" in named else _node(named)


def _whole(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_node("xsd:nonNegativeInteger"))
