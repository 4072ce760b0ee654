"""A bundle is installed whole or not at all; then everything that reads a release works."""

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from bundled import Made
from cli.console import run

import amazongraph as ag
from amazongraph.bundle.install import install_bundle
from amazongraph.bundle.layout import MARKER, RELEASE
from amazongraph.errors import BuildRunningError, BundleError, SettingsError
from amazongraph.releases import current
from amazongraph.settings import Settings

Files = dict[str, bytes]


def target(root: Path) -> Settings:
    return Settings(root, root / "graph", "es")


@pytest.fixture(scope="module")
def there(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the bundle installed."""
    root = tmp_path_factory.mktemp("there")
    ran = run("--workspace", root, "release", "install", made.path)
    assert (ran.code, made.release.id in ran.err) == (0, True), ran.err
    return root


def test_an_installed_release_answers_as_the_one_it_was_made_of(made: Made, there: Path, tmp_path: Path) -> None:
    for words in (
        ["ask", "murder-counts", "--format", "json"],
        ["show", "community:guacamayo-1", "--json"],
        ["questions"],
        ["check", "--all", "--format", "json"],
        ["sources", "--json"],
        ["query", "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g", "--format", "json"],
    ):
        ours, theirs = (run("--workspace", root, *words) for root in (there, made.settings.root))
        assert (ours.code, ours.out) == (theirs.code, theirs.out), words
        assert ours.out
    for number, root in enumerate((there, made.settings.root)):
        run("--workspace", root, "export", "nquads", "--to", tmp_path / f"{number}.nq")
    assert (tmp_path / "0.nq").read_bytes() == (tmp_path / "1.nq").read_bytes()


def test_a_bundle_of_an_installed_release_is_the_same(made: Made, there: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    assert run("--workspace", there, "release", "bundle", "--no-site", "--to", again).code == 0
    with zipfile.ZipFile(again) as ours, zipfile.ZipFile(made.path) as theirs:
        for name in theirs.namelist():
            if name.startswith(("release/", "data/", "tables/", "LICENCES")):
                assert ours.read(name) == theirs.read(name), name


def test_two_installed_releases_differ_in_words(made: Made, tmp_path: Path) -> None:
    from amazongraph.bundle.write import write_bundle

    write_bundle(made.previous, "public", "es", tmp_path / "before.zip", site=False)
    for path in (tmp_path / "before.zip", made.path):
        assert run("--workspace", tmp_path, "release", "install", path).code == 0
    ran = run("--workspace", tmp_path, "diff")
    assert ran.code == 0
    assert "guacamayo" in ran.out


def test_what_is_there_is_made_current_and_replaced_where_it_is_damaged_or_asked_for(
    made: Made, tmp_path: Path
) -> None:
    settings = target(tmp_path)
    release, profiles, new = install_bundle(settings, made.path)
    assert (profiles, new) == (("public",), True)
    ledger = release.profile() / "ledger.json"
    said = ledger.read_bytes()
    assert install_bundle(settings, made.path)[2] is False
    assert install_bundle(settings, made.path, force=True)[2] is True
    ledger.write_bytes(b"damaged")
    assert install_bundle(settings, made.path)[2] is True
    assert ledger.read_bytes() == said


def test_profiles_that_the_file_lacks_are_not_lost(made: Made, tmp_path: Path) -> None:
    settings = target(tmp_path)
    release, _, _ = install_bundle(settings, made.path)
    (release.folder / "own").mkdir()
    with pytest.raises(BundleError, match="nothing was changed"):
        install_bundle(settings, made.path, force=True)
    assert (release.folder / "own").is_dir()


def test_a_file_is_opened_where_it_is_and_leaves_nothing(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.path.parent)
    graph = ag.open("bundle.zip", lang="es")
    assert graph.release == made.release.id
    assert [str(row["name"]) for row in graph.find("guacamayo")] == ["Comunidad Guacamayo"]
    folder = graph._release.profile()
    assert folder.is_dir()
    del graph
    assert not folder.exists()
    with pytest.raises(ag.AmazonGraphError, match="own"):
        ag.open("bundle.zip", profile="own")


# --- what is damaged, cut short, foreign or forged --------------------------------------------------


def rewritten(change: Callable[[Files], None], *, sums: bool = True) -> Callable[[Path, Path], None]:
    """A bundle with changed files; with ``sums`` whoever changed them wrote their checksums anew."""

    def make(source: Path, to: Path) -> None:
        with zipfile.ZipFile(source) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        change(files)
        if sums:
            listed = sorted(name for name in files if name != "SHA256SUMS")
            lines = [f"{sha256(files[name]).hexdigest()}  {name}\n" for name in listed]
            files["SHA256SUMS"] = "".join(lines).encode()
        with zipfile.ZipFile(to, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)

    return make


def cut(source: Path, to: Path) -> None:
    to.write_bytes(source.read_bytes()[:-5000])


def flipped(source: Path, to: Path) -> None:
    """One bit in the packed quads is another."""
    content = bytearray(source.read_bytes())
    content[content.index(b"release/public/graph.nq") + 9_000] ^= 4
    to.write_bytes(bytes(content))


def swelling(source: Path, to: Path) -> None:
    """A little file that unpacks to much."""
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bundle.json", whole.read("bundle.json"))
        with archive.open("data/x", "w") as part:
            for _ in range(300):
                part.write(bytes(1 << 20))


def put(name: str, content: bytes) -> Callable[[Files], None]:
    return lambda files: files.__setitem__(name, content)


def edit(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new)

    return change


GRAPH = "release/public/graph.nq"
BROKEN: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "empty": (lambda _, to: to.write_bytes(b""), "damaged or incomplete"),
    "no archive": (lambda _, to: to.write_text("not a zip"), "damaged or incomplete"),
    "cut short": (cut, "damaged or incomplete"),
    "one bit": (flipped, "damaged"),
    "a changed value": (rewritten(edit(GRAPH, b"Comunidad", b"Kommunidad"), sums=False), "checksum"),
    "a changed value and sum": (rewritten(edit(GRAPH, b"Comunidad", b"Kommunidad")), "not the release"),
    "another id": (rewritten(edit("bundle.json", b'"release": "2', b'"release": "1')), "not the release"),
    "a file more": (rewritten(put("data/more.txt", b"x"), sums=False), "somebody changed it"),
    "a file less": (rewritten(lambda files: files.pop("release/public/ledger.json"), sums=False), "lacks"),
    "a file less in the sums too": (rewritten(lambda files: files.pop("release/public/ledger.json")), "lacks"),
    "a table that is none": (rewritten(put("release/public/statements.parquet", b"PAR1")), "statements.parquet"),
    "a list that is none": (rewritten(put("release/public/questions.json", b"{")), "questions.json"),
    "a way out": (rewritten(put("../outside.txt", b"x")), "leave its folder"),
    "a way out for Windows": (rewritten(put("release\\..\\..\\outside.txt", b"x")), "leave its folder"),
    "a drive": (rewritten(put("C:/outside.txt", b"x")), "leave its folder"),
    "a root": (rewritten(put("/outside.txt", b"x")), "leave its folder"),
    "two of one name": (rewritten(put("Bundle.json", b"x")), "damaged"),
    "another archive": (rewritten(lambda files: files.pop("bundle.json")), "is no release"),
    "an id that is a path": (rewritten(edit("bundle.json", b'"release": "', b'"release": "../')), "is no release"),
    "lists in lists without end": (rewritten(put("bundle.json", b"[" * 50_000)), "damaged"),
    "a list in lists without end": (rewritten(put("release/public/sources.json", b"[" * 50_000)), "sources.json"),
    "a file that swells": (swelling, "would fill the disk"),
    "a newer program": (rewritten(edit("bundle.json", b'"format": 1', b'"format": 2')), "newer version"),
}


def internal(files: Files) -> None:
    """An internal profile besides."""
    for name in [name for name in files if name.startswith(f"{RELEASE}public/")]:
        files[name.replace("public", "own", 1)] = files[name]
    files[MARKER] = json.dumps({**json.loads(files[MARKER]), "profiles": ["public", "own"]}).encode()


def test_an_internal_profile_goes_only_where_a_workspace_says_so_and_nobody_else_looks(
    made: Made, tmp_path: Path
) -> None:
    file = tmp_path / "own.zip"
    rewritten(internal)(made.path, file)
    shared = tmp_path / "Dropbox"
    shared.mkdir()
    with pytest.raises(SettingsError, match="Dropbox"):
        install_bundle(replace(target(shared), profile="own"), file)
    assert list(shared.rglob("*")) == []
    release, profiles, _ = install_bundle(target(shared), file)
    assert profiles == ("public",)
    assert not (release.folder / "own").exists()
    release, profiles, _ = install_bundle(replace(target(tmp_path / "kept"), profile="own"), file)
    assert profiles == ("public", "own")
    assert (release.folder / "own" / "store").is_dir()


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_whole_bundle_changes_nothing(kind: str, made: Made, tmp_path: Path) -> None:
    make, said = BROKEN[kind]
    path = tmp_path / "in" / "broken.zip"
    path.parent.mkdir()
    make(made.path, path)
    root = tmp_path / "workspace"
    (root / "graph").mkdir(parents=True)
    ran = run("--workspace", root, "release", "install", path, "--lang", "en")
    assert ran.code == 3, ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert {one.name for one in (root / "graph").iterdir()} <= {".lock"}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in", "workspace"]
    assert current(target(root)) is None


def test_the_release_before_still_answers_after_a_failure(made: Made, there: Path, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(there, root)
    rewritten(edit(GRAPH, b"Comunidad", b"Kommunidad"))(made.path, tmp_path / "x.zip")
    assert run("--workspace", root, "release", "install", tmp_path / "x.zip", "--force").code == 3
    assert run("--workspace", root, "find", "guacamayo").code == 0


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = run("--workspace", tmp_path, "release", "install", tmp_path / "none.zip", "--lang", "es")
    assert (ran.code, "No se encuentra" in ran.err) == (3, True)


def test_nothing_is_installed_while_a_build_runs(made: Made, tmp_path: Path) -> None:
    from filelock import FileLock

    (tmp_path / "graph").mkdir()
    with FileLock(tmp_path / "graph" / ".lock"), pytest.raises(BuildRunningError):
        install_bundle(target(tmp_path), made.path)
