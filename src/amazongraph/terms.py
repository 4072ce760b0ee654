"""IRIs: the base, the prefixes of ``ontology/prefixes.ttl``, and how identifiers are minted and abbreviated.

Ids are for ever: what goes into an IRI here is a promise to users.
"""

import re
from functools import cache, lru_cache

from amazongraph.resources import data_dir

BASE = "https://w3id.org/amazongraph/"
NS = BASE + "ns#"
DERIVED = BASE + "graph/derived"
META = BASE + "graph/meta"
ONTOLOGY = BASE + "graph/ontology"
FINDINGS = BASE + "graph/findings"
LEDGER = BASE + "graph/ledger"
VOID = BASE + "graph/void"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"
GEO = "http://www.opengis.net/ont/geosparql#"
SF = "http://www.opengis.net/ont/sf#"
EDTF = "http://id.loc.gov/datatypes/edtf"

TYPE = RDF + "type"
LABEL = RDFS + "label"
ALT_LABEL = SKOS + "altLabel"
HIDDEN_LABEL = SKOS + "hiddenLabel"

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PREFIX_LINE = re.compile(r"@prefix\s+([\w-]*):\s*<([^>]+)>\s*\.")
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.)|")


def ag(name: str) -> str:
    """A term of the ontology: ``ag("Figure")``."""
    return NS + name


def entity(kind: str, key: str) -> str:
    """The IRI of an entity; documents and data sets are sources: ``entity("document", "x")`` is ``.../source/x``."""
    return f"{BASE}source/{key}" if kind == "document" else f"{BASE}id/{kind}/{key}"


def concept(scheme: str, key: str) -> str:
    """The IRI of a concept of one of our SKOS schemes."""
    return f"{BASE}vocab/{scheme}/{key}"


def key_of(iri: str) -> str:
    """The last part of an IRI, after its last ``/`` or ``#``."""
    return re.split(r"[/#]", iri)[-1]


@cache
def prefixes() -> dict[str, str]:
    """Prefix to namespace, as ``ontology/prefixes.ttl`` declares them."""
    return dict(_PREFIX_LINE.findall((data_dir("ontology") / "prefixes.ttl").read_text(encoding="utf-8")))


@cache
def _longest_first() -> list[tuple[str, str]]:
    return sorted(prefixes().items(), key=lambda item: -len(item[1]))


def expand(curie: str) -> str:
    """The IRI that a CURIE abbreviates; an unknown prefix raises ``KeyError``."""
    prefix, _, local = curie.partition(":")
    return prefixes()[prefix] + local


@lru_cache(maxsize=100_000)
def shorten(iri: str) -> str:
    """The CURIE of an IRI where a declared prefix allows one without escapes, else the IRI itself."""
    for prefix, namespace in _longest_first():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
