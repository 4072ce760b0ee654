"""The public profile and the internal one: what each holds, and that the first never depends on the second."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest
from cli.console import run
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from small_tables import add, build_tables, header, read, small_tables, workspace

from amazongraph.errors import SettingsError
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import catalogue
from amazongraph.questions.forms import json_answer
from amazongraph.releases import Release, current
from amazongraph.settings import Settings

Change = Callable[..., None]


def own(root: Path) -> Settings:
    """A workspace that says own."""
    root.mkdir(exist_ok=True)
    (root / "amazongraph.toml").write_text('profile = "own"\nlanguage = "es"\n', encoding="utf-8")
    return replace(workspace(root), profile="own")


def now(settings: Settings) -> Release:
    release = current(settings)
    assert release is not None
    return release


def hide(folder: Path, change: Change, level: str = "3") -> None:
    """Mark a victim and a figure as not public."""
    change(folder / "victims.csv", "44jqx2fj", "level", level)
    change(folder / "figures.csv", "kill-002", "level", level)


def test_a_workspace_builds_the_public_profile_alone(tmp_path: Path) -> None:
    settings = workspace(tmp_path)
    build_tables(settings, small_tables(tmp_path / "tables"))
    release = now(settings)
    assert release.manifest()["profiles"] == ["public"]
    assert not (release.folder / "own").exists()


def test_own_holds_what_public_does_not_and_says_so(tmp_path: Path, change: Change) -> None:
    folder = small_tables(tmp_path / "tables")
    hide(folder, change)
    settings = own(tmp_path)
    receipt = build_tables(settings, folder)
    release = now(settings)
    assert (receipt.profile, release.manifest()["profiles"]) == ("own", ["public", "own"])
    texts = {name: (release.profile(name) / "graph.nq").read_text(encoding="utf-8") for name in ("public", "own")}
    for key in ("44jqx2fj", "figure/kill-002>"):
        assert key in texts["own"]
        assert key not in texts["public"]
    assert release.withheld("own") == 0 < release.withheld("public")


def test_a_release_is_named_by_what_is_public(tmp_path: Path, change: Change) -> None:
    """Building with another internal row changes neither the name nor a byte of the public part, and own is renewed."""
    folder = small_tables(tmp_path / "tables")
    settings = own(tmp_path)
    hide(folder, change)
    first = build_tables(settings, folder)
    public = (Path(first.folder) / "public" / "graph.nq").read_bytes()
    change(folder / "victims.csv", "44jqx2fj", "role_es", "otro papel")
    change(folder / "victims.csv", "44jqx2fj", "role_en", "another role")
    second = build_tables(settings, folder)
    assert (second.release, second.new) == (first.release, False)
    assert (Path(second.folder) / "public" / "graph.nq").read_bytes() == public
    store = ox.Store.read_only(str(Path(second.folder) / "own" / "store"))
    assert bool(store.query('ASK { ?x ?y "otro papel"@es }'))
    assert not bool(
        ox.Store.read_only(str(Path(second.folder) / "public" / "store")).query('ASK { ?x ?y "otro papel"@es }')
    )


def test_a_workspace_that_says_own_no_longer_leaves_no_own_behind(tmp_path: Path) -> None:
    folder = small_tables(tmp_path / "tables")
    first = build_tables(own(tmp_path), folder)
    assert (Path(first.folder) / "own").is_dir()
    build_tables(workspace(tmp_path), folder)
    assert not (Path(first.folder) / "own").exists()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_own_is_refused_where_it_would_be_shared(lang: str, tmp_path: Path) -> None:
    settings = own(tmp_path / "Dropbox")
    with pytest.raises(SettingsError) as caught:
        build_tables(settings, small_tables(tmp_path / "tables"))
    assert str(tmp_path / "Dropbox") in caught.value.text(lang)
    assert "amazongraph-interno" in caught.value.text(lang)
    assert not settings.graph.exists()


# --- the doors -------------------------------------------------------------------------------------


@pytest.fixture
def internal(tmp_path: Path, change: Change) -> Path:
    """A built workspace that says own, with two things that are not public."""
    folder = small_tables(tmp_path / "tables")
    hide(folder, change)
    build_tables(own(tmp_path), folder)
    return tmp_path


def test_a_door_opens_own_with_a_banner_and_public_when_asked(internal: Path) -> None:
    opened = run("--workspace", internal, "ask", "murder-counts", "--format", "json")
    said = json.loads(opened.out)
    assert (said["profile"], said["banner"][:7]) == ("own", "INTERNO")
    assert opened.err.startswith("INTERNO")
    closed = run("--workspace", internal, "ask", "murder-counts", "--format", "json", "--profile", "public")
    assert (json.loads(closed.out)["profile"], json.loads(closed.out)["banner"], closed.err) == ("public", None, "")
    keys = [[row["figure"]["iri"][-8:] for row in json.loads(ran.out)["rows"]] for ran in (opened, closed)]
    assert ("kill-002" in keys[0], "kill-002" in keys[1]) == (True, False)


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "murder-counts"], ["questions"], ["find", "a"], ["show", "reserve:reserva-isconahua"], ["check"],
        ["query", "SELECT ?x { ?x a ag:Figure }"], ["sources"],
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_own_is_opened_only_where_the_workspace_says_so(words: list[str], tmp_path: Path) -> None:
    build_tables(workspace(tmp_path), small_tables(tmp_path / "tables"))
    ran = run("--workspace", tmp_path, *words, "--profile", "own", "--lang", "en")
    assert (ran.code, ran.data) == (2, b"")
    assert "has no internal profile" in ran.err


@pytest.mark.parametrize(("lang", "mark"), [("es", "INTERNO"), ("en", "INTERNAL")])
@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["ask", "murder-counts", "--format", "csv"], "cuentas.csv"),
        (["export", "trig"], "todo.trig"),
        (["check", "--format", "html"], "hallazgos.html"),
    ],
    ids=["ask", "export", "check"],
)
def test_a_file_that_leaves_says_in_its_name_that_it_is_internal(
    words: list[str], name: str, lang: str, mark: str, internal: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    ran = run("--workspace", internal, *words, "--to", out / name, "--lang", lang)
    assert ran.code == 0, ran.err
    stem, ending = name.split(".")
    assert [path.name for path in out.iterdir()] == [f"{stem}.{mark}.{ending}"]
    assert f"{stem}.{mark}.{ending}" in ran.err


def test_no_internal_file_is_written_into_a_shared_folder(internal: Path, tmp_path: Path) -> None:
    shared = tmp_path / "OneDrive"
    shared.mkdir()
    ran = run("--workspace", internal, "ask", "murder-counts", "--to", shared / "x.csv")
    assert ran.code == 2
    assert list(shared.iterdir()) == []
    public = run("--workspace", internal, "ask", "murder-counts", "--to", shared / "x.csv", "--profile", "public")
    assert (public.code, [path.name for path in shared.iterdir()]) == (0, ["x.csv"])


def test_an_answer_tells_how_many_rows_its_profile_does_not_show(internal: Path) -> None:
    said = run("--workspace", internal, "ask", "murder-counts", "--profile", "public", "--lang", "en").out
    assert "fewer than 5 rows" in " ".join(said.replace("\u00a0", " ").split())
    rows = json.loads(
        run("--workspace", internal, "ask", "murder-counts", "--profile", "public", "--format", "json").out
    )
    assert rows["withheld_rows"] == "<5"
    full = json.loads(run("--workspace", internal, "ask", "murder-counts", "--format", "json").out)
    assert full["withheld_rows"] == "0"


def test_the_question_on_what_is_withheld_tells_the_ledger(internal: Path) -> None:
    release = now(own(internal))
    said = json.loads(run("--workspace", internal, "ask", "withheld", "--profile", "public", "--format", "json").out)
    rows = {(row["rule"]["iri"].rpartition("/")[2], row["level"], row["statements"]) for row in said["rows"]}
    ledger = release.read_json("public/ledger.json")
    assert rows == {(entry["rule"], entry["level"], entry["statements"]) for entry in ledger} != set()
    assert {entry["rule"] for entry in ledger} == {"mark"}


# --- canaries: what is not public appears behind no public door ------------------------------------

CANARY = "kanarienvogel"


def with_canaries(folder: Path) -> list[tuple[str, str]]:
    """Put a canary into every kind of cell, at each level that public may not see; (table, key) of the rows."""
    put: list[tuple[str, str]] = []

    def row(table: str, key: str, like: str, level: str, **cells: str) -> None:
        path = folder / f"{table}.csv"
        model = next(one for one in read(path) if one["key"] == like)
        add(path, **{**model, "key": key, "level": level, **cells})
        put.append((table, key))

    for level in ("2", "3", "4", ""):
        name = f"{CANARY}{level or 'x'}"
        row("documents", f"doc-{name}", "dte", level, title=name, url=f"https://example.org/{name}")
        row(
            "organisations",
            f"org-{name}",
            "orau",
            level,
            name_es=name,
            name_en=name,
            acronym=name,
            document="dte",
            also_in="",
        )
        row("areas", f"area-{name}", "peru", level, name_es=name, name_en=name, definition_es=name, definition_en=name)
        row("communities", f"com-{name}", "puerto-azul-padre-abad", level, name=name, locator=name, other_names=name)
        row(
            "figures", f"fig-{name}", "kill-001", level, note_es=name, note_en=name, locator=name, rank="", value="99",
            attributed_to=f"org-{name}", document=f"doc-{name}", also_in="", place=f"area-{name}", relays="",
        )  # fmt: skip
    return put


@pytest.fixture(scope="module")
def caged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the canaries, built with both profiles."""
    root = tmp_path_factory.mktemp("caged")
    folder = small_tables(root / "tables")
    with_canaries(folder)
    # A table whose licence forbids passing it on, with a name that gives it away.
    mapping = (
        (folder / "areas.toml")
        .read_text(encoding="utf-8")
        .replace('redistribution = "allowed"', 'redistribution = "forbidden"')
    )
    mapping = mapping.replace('file = "areas.csv"', f'file = "{CANARY}.csv"').replace(
        'es = "Ámbitos', f'es = "{CANARY}'
    )
    (folder / f"{CANARY}.toml").write_text(mapping, encoding="utf-8")
    rows = [
        {**one, "key": f"{CANARY}-{one['key']}", "name_es": CANARY, "name_en": CANARY}
        for one in read(folder / "areas.csv")[:1]
    ]
    (folder / f"{CANARY}.csv").write_text(",".join(header(folder / "areas.csv")) + "\n", encoding="utf-8")
    for one in rows:
        add(folder / f"{CANARY}.csv", **{**one, "level": "0"})
    build_tables(own(root), folder)
    return root


def test_the_owner_sees_every_labelled_canary(caged: Path) -> None:
    text = (now(own(caged)).profile("own") / "graph.nq").read_text(encoding="utf-8")
    for level in ("2", "3", "4"):
        assert text.count(f"{CANARY}{level}") > 10
    assert f"{CANARY}x" not in text, "what nobody labelled is shown to nobody"


def test_no_file_of_the_public_profile_holds_one(caged: Path) -> None:
    release = now(own(caged))
    files = [path for path in release.profile().rglob("*") if path.is_file()]
    files += [release.folder / "manifest.json"]
    assert len(files) > 10
    assert [path.name for path in files if CANARY.encode() in path.read_bytes()] == []
    columns = pl.read_parquet(release.profile() / "places.parquet")
    assert not any(CANARY in str(cell) for line in columns.iter_rows() for cell in line)
    frame = pl.read_parquet(release.profile() / "statements.parquet")
    assert not any(CANARY in str(cell) for line in frame.iter_rows() for cell in line)


def test_no_public_door_lets_one_out(caged: Path, tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []

    def through(*words: object) -> None:
        ran = run("--workspace", caged, *words, "--profile", "public")
        said.append((" ".join(map(str, words)), ran.out + ran.err))

    for question, _ in catalogue(now(own(caged))):
        for form in ("table", "csv", "json", "markdown"):
            through("ask", question.id, "--format", form)
        through("ask", question.id, "--bibliography", "csl")
    through("questions")
    for form in ("json", "turtle", "openapi", "markdown"):
        through("questions", "--format", form)
    for thing in ("release", "source:report-2025", "figure:kill-001"):
        through("cite", thing)
    for name in ("a", "o", "zzzz"):
        through("ask", "organisations-and-ties", "--param", f"within={name}")
        through("ask", "contradictions-open", "--param", f"thing={name}")
    through("sources")
    through("sources", "--json")
    through("sources", "--todo")
    through("find", "a", "--limit", "9999")
    through("find", "o", "--limit", "9999", "--json")
    through("show", "organization:orau")
    through("show", "area:peru", "--json")
    through("query", "SELECT * { GRAPH ?g { ?s ?p ?o } }")
    through("query", "SELECT * { ?s ?p ?o }", "--format", "json")
    for form in ("text", "json", "html", "github"):
        through("check", "--all", "--format", form)
    for form in ("trig", "nquads", "turtle", "jsonld"):
        through("export", form, "--to", tmp_path / f"x.{form}")
        said.append((form, (tmp_path / f"x.{form}").read_text(encoding="utf-8")))
    for words in (["release", "list"], ["where"]):
        said.append((words[0], run("--workspace", caged, *words).out))
    assert len(said) > 60
    assert [door for door, words in said if CANARY in words] == []


PUBLICLY = ("--profile", "public", "--lang", "en")


def test_naming_a_hidden_thing_says_no_more_than_that_it_is_not_known(caged: Path) -> None:
    for words in (["show"], ["cite"], ["ask", "organisations-and-ties", "--param"]):
        hidden, never = (
            run("--workspace", caged, *words, f"{'within=' * (len(words) > 1)}organization:org-{key}", *PUBLICLY)
            for key in (f"{CANARY}3", "nobody-ever")
        )
        assert hidden.code == never.code != 0
        assert hidden.err.replace(f"org-{CANARY}3", "x") == never.err.replace("org-nobody-ever", "x")


def test_no_row_above_level_one_leaves_whole(caged: Path) -> None:
    """Every row that public may not see, by table and key: none of its own statements is in the public frame."""
    release = now(own(caged))
    everything = pl.read_parquet(release.profile("own") / "places.parquet")
    public = set(pl.read_parquet(release.profile() / "statements.parquet")["id"])
    above = [
        (path.name, number)
        for path in sorted((caged / "tables").glob("*.csv"))
        for number, row in enumerate(read(path), start=2)
        if row["level"] not in {"0", "1"}
    ]
    assert len(above) == 20
    for file, number in above:
        own_ids = set(everything.filter(pl.col("file") == file, pl.col("row") == number)["id"])
        assert not own_ids & public, (file, number)


# --- two inputs that differ only in what public may not see ----------------------------------------

MODELS = {
    "victims": ("3d2525nz", {"name": "Nadie Nunca", "key": "zzzzzz22"}),
    "figures": ("kill-001", {"value": "31", "rank": "", "key": "hidden-1"}),
    "organisations": ("orau", {"name_es": "Otra", "name_en": "Other", "key": "hidden-2"}),
    "communities": ("puerto-azul-padre-abad", {"name": "Otra comunidad", "key": "hidden-3"}),
    "areas": ("peru", {"name_es": "Otro", "name_en": "Other", "kind": "region", "within": "peru", "key": "hidden-4"}),
    "claims": ("", {}),
}
CLAIM = {
    "key": "hidden-claim", "subject": "incident:wutdriyd", "property": "date", "value": "2020-05-01",
    "standing": "reported", "document": "dte", "note_es": "Otra fecha.", "note_en": "Another date.",
}  # fmt: skip
chosen = st.dictionaries(st.sampled_from(sorted(MODELS)), st.sampled_from(["2", "3", "4", ""]), min_size=1)


def public_side(root: Path, hidden: dict[str, str]) -> tuple[object, ...]:
    """What the public sees of the small tables with some hidden rows more."""
    folder = small_tables(root / "tables")
    for table, level in hidden.items():
        like, cells = MODELS[table]
        model = next((one for one in read(folder / f"{table}.csv") if one["key"] == like), {})
        add(folder / f"{table}.csv", **{**model, **(cells or CLAIM), "level": level})
    settings = workspace(root)
    build_tables(settings, folder)
    release = now(settings)
    answers = []
    for question, status in catalogue(release):
        answer = ask(release, question)
        answers.append((question.id, status, json_answer(replace(answer, withheld=0, withheld_rows="0"), "es")))
    frame = pl.read_parquet(release.profile() / "statements.parquet")
    answers = [entry for entry in answers if entry[0] != "withheld"]
    return (
        release.id,
        frame.rows(),
        (release.profile() / "graph.nq").read_bytes(),
        (release.profile() / "findings.json").read_bytes().replace(b"", b""),
        answers,
    )


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    return public_side(tmp_path_factory.mktemp("bare"), {})


@hypothesis_settings(max_examples=5)
@given(hidden=chosen)
def test_what_public_may_not_see_changes_nothing_it_sees(
    hidden: dict[str, str], bare: tuple[object, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    seen = public_side(tmp_path_factory.mktemp("more"), hidden)
    for ours, theirs in zip(seen, bare, strict=True):
        assert ours == theirs
