"""A document is cited with what the release knows of it, and says what is not known."""

from pathlib import Path

import pytest
from tiny_release import tiny_release

from amazongraph.questions.citations import Citation, citations
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store
from amazongraph.terms import META

IRI = "https://w3id.org/amazongraph/source/x"
FULL = Citation(IRI, "Un título", False, ("Diario",), "2023-05", "https://example.org/a", "read-in-full")

TEXTS = {
    "everything known": (
        FULL,
        "Diario. «Un título». 2023-05. https://example.org/a. Leído completo.",
        "Diario. “Un título”. 2023-05. https://example.org/a. Read in full.",
    ),
    "a title that somebody else made": (
        Citation(IRI, "Un título", True, ("Diario",), "2023", "https://example.org/a", "read-in-excerpt"),
        "Diario. [Un título] (título no verificado). 2023. https://example.org/a. Leído en extracto.",
        "Diario. [Un título] (title not verified). 2023. https://example.org/a. Read in excerpt.",
    ),
    "nothing but a title": (
        Citation(IRI, "Un título", False, (), "", "", ""),
        "Sin editor conocido. «Un título». s. f. sin dirección. No leído: se conoce por otros documentos.",
        "Publisher not known. “Un título”. n. d. no address. Not read: known from other documents.",
    ),
    "not verified": (
        Citation(IRI, "Un título", False, ("A", "B"), "", "https://example.org/a", "unverified"),
        "A, B. «Un título». s. f. https://example.org/a. No verificado.",
        "A, B. “Un título”. n. d. https://example.org/a. Not verified.",
    ),
    "a publisher that ends in a full stop": (
        Citation(IRI, "Un título", False, ("Diario S. A.",), "2023", "", "not-read"),
        "Diario S. A. «Un título». 2023. sin dirección. No leído: se conoce por otros documentos.",
        "Diario S. A. “Un título”. 2023. no address. Not read: known from other documents.",
    ),
}


@pytest.mark.parametrize(("citation", "es", "en"), TEXTS.values(), ids=TEXTS)
def test_text(citation: Citation, es: str, en: str) -> None:
    assert (citation.text("es"), citation.text("en")) == (es, en)


DESCRIBED = f"""
GRAPH <{META}> {{
  source:full dct:title "Un título"@es ; ag:titleMade true ; dct:publisher organization:b, organization:a ;
    ag:issued "2023-05"^^edtf:edtf ; dcat:landingPage <https://example.org/a> ;
    ag:reading <https://w3id.org/amazongraph/vocab/reading/read-in-excerpt> .
  source:bare dct:title "Pelado" ; ag:titleMade false .
  source:nameless ag:issued "2023"^^edtf:edtf .
  organization:a rdfs:label "Agencia"@es, "Agency"@en .
}}
GRAPH source:full {{ organization:b rdfs:label "Boletín"@es, "Bulletin"@en }}
"""
SOURCE = "https://w3id.org/amazongraph/source/"


def test_a_document_is_read_from_the_release(tmp_path: Path) -> None:
    store = open_store(tiny_release(tmp_path, DESCRIBED).profile() / "store")
    found = citations(store, [f"{SOURCE}full", f"{SOURCE}bare", f"{SOURCE}full"])
    assert found == {
        f"{SOURCE}full": Citation(
            f"{SOURCE}full",
            "Un título",
            True,
            ("Agencia", "Boletín"),
            "2023-05",
            "https://example.org/a",
            "read-in-excerpt",
        ),
        f"{SOURCE}bare": Citation(f"{SOURCE}bare", "Pelado", False, (), "", "", ""),
    }


def test_a_document_without_a_title_is_left_out(tmp_path: Path) -> None:
    store = open_store(tiny_release(tmp_path, DESCRIBED).profile() / "store")
    assert citations(store, [f"{SOURCE}nameless", f"{SOURCE}absent"]) == {}
    assert citations(store, []) == {}


def test_the_article_this_project_began_with(release: Release) -> None:
    store = open_store(release.profile() / "store")
    cited = citations(store, [f"{SOURCE}dte"])[f"{SOURCE}dte"]
    assert cited.text("es") == (
        "Down To Earth. [Drug trafficking threatening indigenous peoples, Amazonian ecosystems in Peru, warns report] "
        "(título no verificado). 2025. https://www.downtoearth.org.in/amp/story/governance/"
        "drug-trafficking-threatening-indigenous-peoples-amazonian-ecosystems-in-peru-warns-report. Leído completo."
    )
