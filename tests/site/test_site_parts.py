"""The parts of the site: names of files, words, versions of the vocabulary, and how a site is put in its place."""

import re
import shutil
from pathlib import Path
from string import Formatter

import pytest
from tiny_release import tiny_release

from amazongraph import site as package
from amazongraph import terms
from amazongraph.errors import ExportError
from amazongraph.messages import LANGUAGES
from amazongraph.releases import Release
from amazongraph.resources import data_dir
from amazongraph.site import paths, versions, writing
from amazongraph.site.pages import Frame, Page, draw, environment
from amazongraph.site.things import WITHOUT
from amazongraph.site.vocabulary import read
from amazongraph.site.words import words

SOURCE = Path(package.__file__).parent
ONTOLOGY = data_dir("ontology")


@pytest.mark.parametrize(
    ("iri", "page"),
    [
        ("reserve:reserva-isconahua", "thing/reserve/reserva-isconahua.html"),
        ("community-group:x1", "thing/community-group/x1.html"),
        ("source:con", "source/con-.html"),
    ],
)
def test_a_thing_has_a_file_of_its_own(iri: str, page: str) -> None:
    assert paths.of_thing(terms.expand(iri)) == page


def test_a_term_that_differs_by_a_capital_only_has_another_file() -> None:
    assert paths.of_class(terms.ag("Act")) == "class/act.html"
    assert paths.of_property(terms.ag("act")) == "property/act.html"
    assert paths.of_property(terms.ag("legalAreaHectares")) == "property/legal-area-hectares.html"
    assert paths.of_property(terms.ag("ubigeoINEI")) == "property/ubigeo-inei.html"


def test_no_two_terms_share_a_file() -> None:
    found = [path.lower() for path in vocabulary_addresses() if "#" not in path]
    assert len(found) == len(set(found)) > 300


def vocabulary_addresses() -> list[str]:
    from amazongraph.site.vocabulary_pages import addresses

    return list(addresses(read()).values())


@pytest.mark.parametrize("name", ["?", "a b", "a:b", "../x", "ñ", "x" * 90])
def test_a_name_that_no_file_may_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=re.escape(name)):
        paths.slug(name)


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("index.html", "class/act.html", "class/act.html"),
        ("class/act.html", "index.html", "../index.html"),
        ("class/act.html", "class/area.html", "area.html"),
        ("thing/admin/25.html", "thing/area/x.html", "../area/x.html"),
        ("class/act.html", "class/act.html#x", "#x"),
        ("a/b/c.html", "rules.html#x", "../../rules.html#x"),
    ],
)
def test_a_page_names_another_from_where_it_stands(page: str, target: str, link: str) -> None:
    assert paths.between(page, target) == link


def test_every_word_says_the_same_of_the_same_things_in_both_languages() -> None:
    for key, said in words().items():
        places = {lang: {name for _, name, _, _ in Formatter().parse(said[lang]) if name} for lang in said}
        assert set(said) == set(LANGUAGES), key
        assert all(one.strip() for one in said.values()), key
        assert places["es"] == places["en"], key


def test_every_word_is_used_and_none_is_missing() -> None:
    told = "".join(path.read_text("utf-8") for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")])
    quote = "[\"']"
    # A key whose last part is put together: f"kind.{kind}", 'severity.' ~ one.severity.
    composed = re.compile(rf"{quote}([a-z-]+\.[a-z-]*)(?:\{{|{quote} ~)")
    begun = set(composed.findall(told))
    unused = [key for key in words() if not re.search(rf"{quote}{re.escape(key)}{quote}", told)]
    assert [key for key in unused if not any(key.startswith(one) for one in begun)] == []
    named = re.findall(rf"(?:\bt|word|both)\(\s*{quote}([a-z-]+\.[a-z-]+){quote}", told)
    assert len(named) > 60
    assert set(named) - set(words()) - begun == set()


def test_every_module_has_a_name_and_says_what_it_is_about() -> None:
    for path in ONTOLOGY.glob("modules/*.ttl"):
        assert {f"module.{path.stem}", f"module-about.{path.stem}"} <= set(words())


def test_every_kind_of_thing_has_a_name() -> None:
    start = terms.BASE + "id/"
    kinds = {one.removeprefix(start).rstrip("/") for one in terms.prefixes().values() if one.startswith(start)}
    # What a release says of itself is in no statement.
    of_itself = {"declaration", "example", "finding", "partition", "release"}
    assert {f"kind.{kind}" for kind in kinds - of_itself - set(WITHOUT)} - set(words()) == set()


def test_every_prose_is_there_in_both_languages() -> None:
    names = [path.name for path in (SOURCE / "templates" / "prose").iterdir()]
    assert sorted(f"{name}.{lang}.html" for name in ("cite", "disclosure", "ethics") for lang in LANGUAGES) == sorted(
        names
    )


# --- versions of the vocabulary


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The vocabulary as it ships, in a folder of its own, to be changed."""
    folder = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, folder)
    return folder


def change(path: Path, was: str, now: str) -> None:
    said = path.read_text("utf-8")
    assert was in said
    path.write_text(said.replace(was, now), "utf-8")


def test_the_version_before_this_one_is_documented() -> None:
    was = versions.prior()
    assert was is not None
    assert was.number == read().prior
    assert {key[0] for key in was.entries} == set(versions.KINDS)


def test_a_version_is_the_same_in_its_table(tmp_path: Path) -> None:
    now = versions.version()
    path = tmp_path / f"{now.number}.csv"
    path.write_text(versions.table(now), "utf-8")
    assert versions.version(path) == now
    assert versions.changes(versions.version(path), now) == []


def test_what_changed_is_told_apart(older: Path) -> None:
    incidents, shapes = older / "modules" / "incidents.ttl", older / "shapes" / "incidents.ttl"
    change(incidents, '"Hecho reportado con víctimas."@es', '"Suceso reportado con víctimas."@es')
    change(incidents, 'rdfs:label "Amenaza"@es', 'rdfs:label "Intimidación"@es')
    change(incidents, "ag:Threat a owl:Class ; rdfs:subClassOf ag:Incident ;", "ag:Threat a owl:Class ;")
    change(incidents, "ag:CaseEvent a owl:Class ;", "ag:CaseAct a owl:Class ; owl:deprecated true ;")
    rule = "sh:path ag:incidentType ;\n  sh:minCount 1 ; sh:maxCount 1 ;\n  sh:severity sh:"
    change(shapes, rule + "Violation", rule + "Info")
    found = versions.changes(versions.version(older), versions.version())
    told = {(one.what, one.entry.kind, one.entry.term) for one in found}
    assert told == {
        ("reworded", "class", "ag:Incident"),
        ("renamed", "class", "ag:Threat"),
        ("moved", "class", "ag:Threat"),
        ("added", "class", "ag:CaseEvent"),
        ("gone", "class", "ag:CaseAct"),
        ("graver", "shape", "shape:Incident-type"),
    }


def test_a_term_out_of_use_says_what_to_use_instead(older: Path) -> None:
    change(
        older / "modules" / "incidents.ttl",
        "ag:CaseEvent a owl:Class ;",
        "ag:CaseEvent a owl:Class ; owl:deprecated true ; dct:isReplacedBy ag:CaseStatus ;",
    )
    (found,) = versions.changes(versions.version(), versions.version(older))
    assert (found.what, found.entry.term, found.entry.replaced_by) == ("deprecated", "ag:CaseEvent", "ag:CaseStatus")


@pytest.mark.parametrize("content", ["", "term,kind\nx,y\n", "\x00"])
def test_what_is_no_version_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(content, "utf-8")
    for path in (tmp_path, tmp_path / "x.csv"):
        with pytest.raises(ExportError) as told:
            versions.version(path)
        assert told.value.key == "site.since"


# --- a site in its place


@pytest.fixture
def tiny(tmp_path: Path) -> Release:
    return tiny_release(tmp_path / "tiny", "")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site of one page, of any release."""
    page = Page("ethics.html", "ethics.html", {"es": "Ética", "en": "Ethics"})
    monkeypatch.setattr(writing, "read", lambda release, profile, since: (release, profile))
    monkeypatch.setattr(writing, "frame", lambda known, base: Frame(known[0].id, known[1], {}, {}, base))
    monkeypatch.setattr(writing, "all_pages", lambda known: [page])
    monkeypatch.setattr(writing, "all_files", lambda known: [("es/index.js", "x")])


@pytest.mark.usefixtures("quick")
def test_a_site_is_put_into_a_new_or_empty_folder(tiny: Release, tmp_path: Path) -> None:
    made = writing.write_site(tiny, tmp_path / "new" / "site")
    assert (made.pages, made.things, made.start) == (1, 0, tmp_path / "new" / "site" / "index.html")
    (tmp_path / "empty").mkdir()
    writing.write_site(tiny, tmp_path / "empty")
    assert {path.name for path in (tmp_path / "empty").iterdir()} == {
        *("es", "en", "index.html", "site.css", "search.js", "site.json")
    }
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.usefixtures("quick")
def test_only_a_site_of_ours_is_replaced_and_only_when_asked(tiny: Release, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("x", "utf-8")
    for force in (False, True):
        with pytest.raises(ExportError) as told:
            writing.write_site(tiny, theirs, force=force)
        assert told.value.key == "site.not-empty"
    ours = tmp_path / "ours"
    writing.write_site(tiny, ours)
    (ours / "left.html").write_text("x", "utf-8")
    with pytest.raises(ExportError) as told:
        writing.write_site(tiny, ours)
    assert told.value.key == "site.exists"
    writing.write_site(tiny, ours, force=True)
    assert not (ours / "left.html").exists()
    assert (theirs / "thesis.txt").read_text("utf-8") == "x"


@pytest.mark.usefixtures("quick")
def test_a_site_that_cannot_be_finished_leaves_what_was_there(
    tiny: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing.write_site(tiny, tmp_path / "site")
    before = (tmp_path / "site" / "es" / "ethics.html").read_bytes()

    def full(path: Path, text: str) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(writing, "_put", full)
    with pytest.raises(OSError, match="no space"):
        writing.write_site(tiny, tmp_path / "site", force=True)
    assert (tmp_path / "site" / "es" / "ethics.html").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"site", "tiny"}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("address", ["ftp://example.org", "example.org", "https://example.org/?a", 'https://e.org/"x'])
def test_an_address_that_is_none_is_refused(address: str, tiny: Release, tmp_path: Path) -> None:
    with pytest.raises(ExportError) as told:
        writing.write_site(tiny, tmp_path / "site", base_url=address)
    assert told.value.key == "site.address"
    assert not (tmp_path / "site").exists()


@pytest.mark.usefixtures("quick")
def test_where_the_site_will_stand_is_told_to_search_engines(tiny: Release, tmp_path: Path) -> None:
    writing.write_site(tiny, tmp_path / "site", base_url="https://example.org/graph")
    page = (tmp_path / "site" / "es" / "ethics.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/graph/es/ethics.html">' in page
    assert '<link rel="alternate" hreflang="en" href="https://example.org/graph/en/ethics.html">' in page
    listed = (tmp_path / "site" / "sitemap.xml").read_text("utf-8")
    assert "<loc>https://example.org/graph/en/ethics.html</loc>" in listed


@pytest.mark.parametrize(("profile", "banner"), [("public", ""), ("own", "INTERNO"), ("partner", "INTERNO")])
def test_a_site_that_is_not_public_says_so_on_every_page(profile: str, banner: str) -> None:
    page = Page("ethics.html", "ethics.html", {"es": "Ética", "en": "Ethics"})
    drawn = draw(environment(), Frame("2026-01-01-x", profile, {}, {}), page, "es")
    assert ("INTERNO" in drawn) is bool(banner)


def test_what_a_name_holds_is_text_and_not_markup() -> None:
    frame = Frame("x", "public", {"https://example.org/x": {"es": "<b>x</b>", "en": "<b>x</b>"}}, {})
    page = Page(
        "a.html",
        "base.html",
        {"es": "<i>t</i>", "en": "<i>t</i>"},
        body=lambda view: view.anchor("https://example.org/x"),
    )
    drawn = draw(environment(), frame, page, "es")
    assert "&lt;b&gt;x&lt;/b&gt;" in drawn
    assert "<title>&lt;i&gt;t&lt;/i&gt; · amazongraph</title>" in drawn


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x"])
def test_only_an_address_of_the_web_is_linked(address: str) -> None:
    page = Page("a.html", "base.html", {"es": "t", "en": "t"}, body=lambda view: view.anchor(address))
    assert f'href="{address}' not in draw(environment(), Frame("x", "public", {}, {}), page, "es")
