"""Releases on disk: which is current, how one is found, published, mended and removed."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_tables import build_tables, small_tables, workspace

from amazongraph import releases
from amazongraph.errors import ReleaseError
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.releases import Release
from amazongraph.settings import Settings
from amazongraph.store.embedded import open_store

# In the order they were built.
IDS = ["2024-01-01-aaaa", "2025-01-01-bbbb", "2025-06-01-cddd", "2025-06-01-cccc"]


@pytest.fixture
def four(settings: Settings) -> Settings:
    """A workspace with four releases of which the second is current."""
    for moment, name in enumerate(IDS, start=1_700_000_000):
        manifest = settings.graph / "releases" / name / "manifest.json"
        manifest.parent.mkdir(parents=True)
        manifest.write_text("{}", encoding="utf-8")
        os.utime(manifest, (moment, moment))
    (settings.graph / "releases" / "a folder that is no release").mkdir()
    releases.use(settings, releases.find(settings, IDS[1]))
    return settings


def _ids(settings: Settings) -> list[str]:
    return [release.id for release in releases.releases(settings)]


def test_a_new_workspace_has_no_release(settings: Settings) -> None:
    assert releases.releases(settings) == []
    assert releases.current(settings) is None
    with pytest.raises(ReleaseError, match="There are: -"):
        releases.find(settings, "2025")


def test_releases_are_listed_in_the_order_they_were_built(four: Settings) -> None:
    assert _ids(four) == IDS


@pytest.mark.parametrize(
    ("start", "found"),
    [("2025-06-01-cccc", "2025-06-01-cccc"), ("2024", "2024-01-01-aaaa"), ("2025-06-01-cd", "2025-06-01-cddd")],
    ids=["whole id", "year", "first letters"],
)
def test_a_release_is_found_by_the_start_of_its_id(start: str, found: str, four: Settings) -> None:
    assert releases.find(four, start) == Release(found, four.graph / "releases" / found)


@pytest.mark.parametrize("start", ["1999", "2025", "aaaa"], ids=["unknown", "ambiguous", "not the start"])
def test_a_start_that_denotes_none_or_several_is_refused(start: str, four: Settings) -> None:
    with pytest.raises(ReleaseError) as refused:
        releases.find(four, start)
    assert refused.value.text("es") == (f"Ninguna versión, o más de una, empieza por «{start}». Hay: {', '.join(IDS)}.")


def test_use_makes_a_release_current(four: Settings) -> None:
    assert releases.current(four) == Release(IDS[1], four.graph / "releases" / IDS[1])
    releases.use(four, releases.find(four, "2024"))
    assert releases.current(four) == Release(IDS[0], four.graph / "releases" / IDS[0])
    assert (four.graph / "current").read_bytes() == b"2024-01-01-aaaa\n"
    assert sorted(path.name for path in four.graph.iterdir()) == ["current", "releases"], "no draft is left"


@pytest.mark.parametrize("line", ["2025-01-01-bbbb", ""], ids=["its folder was removed", "the line is empty"])
def test_a_current_release_that_is_gone_is_told(line: str, four: Settings) -> None:
    shutil.rmtree(four.graph / "releases" / IDS[1])
    (four.graph / "current").write_text(line, encoding="utf-8")
    with pytest.raises(ReleaseError) as gone:
        releases.current(four)
    assert "ya no está" in gone.value.text("es")
    assert "amazongraph release use" in gone.value.text("en")


@pytest.mark.parametrize(
    ("current", "keep", "left"),
    [
        (1, 1, [1]),
        (1, 2, [1, 3]),
        (1, 3, [1, 2, 3]),
        (3, 2, [2, 3]),
        (0, 9, [0, 1, 2, 3]),
        (None, 3, [1, 2, 3]),
        (None, 1, [3]),
    ],
    ids=[
        "only the current one",
        "an old current one counts",
        "and the newest besides",
        "the newest is current",
        "more than there are",
        "none is current",
        "none is current, keep one",
    ],
)
def test_prune_keeps_the_newest_and_the_current(
    current: int | None, keep: int, left: list[int], four: Settings
) -> None:
    (four.graph / "current").unlink()
    if current is not None:
        releases.use(four, releases.find(four, IDS[current]))
    removed = releases.prune(four, keep)
    assert _ids(four) == [IDS[i] for i in left]
    assert [release.id for release in removed] == [name for name in IDS if name not in _ids(four)]


def test_a_profile_that_the_release_lacks_is_told(release: Release) -> None:
    assert release.profile() == release.folder / "public"
    with pytest.raises(ReleaseError) as refused:
        release.profile("own")
    assert refused.value.text("es") == f"La versión {release.id} no tiene el perfil own."


@pytest.mark.parametrize("content", [None, "", '{"id": ', "\xff"], ids=["gone", "empty", "cut short", "not UTF-8"])
def test_a_damaged_manifest_is_told(content: str | None, settings: Settings) -> None:
    damaged = Release("2025-x", settings.graph / "releases" / "2025-x")
    damaged.folder.mkdir(parents=True)
    if content is not None:
        (damaged.folder / "manifest.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(ReleaseError) as told:
        damaged.manifest()
    assert told.value.exit_code == 4
    assert told.value.text("es") == "La versión 2025-x está dañada: no se puede leer manifest.json. Construya de nuevo."


def _staged(settings: Settings, text: str) -> Path:
    folder = releases.staging(settings)
    (folder / "public").mkdir()
    (folder / "public" / "graph.nq").write_text(text, encoding="utf-8")
    return folder


def test_publish_moves_a_release_into_place_and_makes_it_current(four: Settings) -> None:
    staged = _staged(four, "new")
    release, new = releases.publish(four, staged, "2026-01-01-eeee")
    assert (release.id, new, releases.current(four)) == ("2026-01-01-eeee", True, release)
    assert (release.profile() / "graph.nq").read_text(encoding="utf-8") == "new"
    assert not staged.exists()


def test_publish_of_a_release_that_is_there_makes_it_current_again(four: Settings) -> None:
    first, _ = releases.publish(four, _staged(four, "same"), "2026-01-01-eeee")
    releases.use(four, releases.find(four, "2024"))
    before = (first.profile() / "graph.nq").stat().st_mtime_ns
    again, new = releases.publish(four, _staged(four, "same"), "2026-01-01-eeee")
    assert (again, new, releases.current(four)) == (first, False, first)
    assert (first.profile() / "graph.nq").stat().st_mtime_ns == before, "what is the same is not touched"
    assert not list(four.graph.glob(".staging-*"))


def test_a_release_built_after_the_clock_was_set_back_is_the_newest(four: Settings) -> None:
    ahead = time.time() + 10 * 86_400
    os.utime(four.graph / "releases" / IDS[3] / "manifest.json", (ahead, ahead))
    staged = _staged(four, "new")
    (staged / "manifest.json").write_text("{}", encoding="utf-8")
    release, _ = releases.publish(four, staged, "2026-01-01-eeee")
    assert _ids(four) == [*IDS, release.id]
    assert releases.named(four, "previous").id == IDS[3]
    assert [one.id for one in releases.prune(four, 2)] == IDS[:3]
    assert _ids(four) == [IDS[3], release.id]


def test_a_release_that_is_mended_keeps_its_place(four: Settings) -> None:
    staged = _staged(four, "mended")
    (staged / "manifest.json").write_text("{}", encoding="utf-8")
    mended, new = releases.publish(four, staged, IDS[0])
    assert (_ids(four), new) == (IDS, False)
    assert (mended.profile() / "graph.nq").read_text(encoding="utf-8") == "mended"
    assert not list((four.graph / "releases").glob(".*"))


@pytest.mark.parametrize("killed_at", [1, 2, 3], ids=["before", "between the renames", "before the rest is removed"])
def test_a_mending_killed_at_any_step_leaves_one_whole(
    killed_at: int, four: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = releases.publish(four, _staged(four, "old"), "2026-01-01-eeee")
    (first.folder / "manifest.json").write_text("{}", encoding="utf-8")
    order, steps = _ids(four), iter(range(1, 9))

    def step(action: Callable[..., object]) -> Callable[..., object]:
        def done(*given: object, **options: object) -> object:
            if next(steps) == killed_at:
                raise KeyboardInterrupt
            return action(*given, **options)

        return done

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        staged = _staged(four, "new")
        (staged / "manifest.json").write_text("{}", encoding="utf-8")
        patched.setattr(Path, "replace", step(Path.replace))
        patched.setattr(shutil, "rmtree", step(shutil.rmtree))
        releases.publish(four, staged, first.id)
    now = releases.current(four)
    assert now is not None
    assert now.id == first.id
    assert (now.profile() / "graph.nq").read_text(encoding="utf-8") == ("old" if killed_at < 3 else "new")
    assert (_ids(four), releases.find(four, first.id)) == (order, now)
    staged = _staged(four, "new")
    assert not list((four.graph / "releases").glob(".*")), "what was left is finished or removed"
    (staged / "manifest.json").write_text("{}", encoding="utf-8")
    assert releases.publish(four, staged, first.id) == (first, False)
    assert (first.profile() / "graph.nq").read_text(encoding="utf-8") == "new"
    assert _ids(four) == order


def test_a_release_that_is_half_removed_is_not_found(four: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(shutil, "rmtree", killed)
        releases.prune(four, 2)
    assert _ids(four) == [IDS[1], *IDS[2:]]
    assert [one.id for one in releases.prune(four, 2)] == [IDS[2]]
    assert not list((four.graph / "releases").glob(".*"))


def test_staging_removes_what_killed_builds_left(settings: Settings) -> None:
    (settings.graph / ".staging-1" / "public").mkdir(parents=True)
    (settings.graph / ".current-1").write_text("x", encoding="utf-8")
    folder = releases.staging(settings)
    assert list(settings.graph.iterdir()) == [folder]
    assert list(folder.iterdir()) == []


def _refusing(times: int, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make ``Path.replace`` fail so many times, as Windows does while a scanner reads; returns the pauses taken."""
    replace, pauses = Path.replace, list[float]()

    def refuse(self: Path, target: Path) -> Path:
        if len(pauses) < times:
            raise PermissionError(13, "in use", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr("time.sleep", pauses.append)
    return pauses


def test_a_file_in_use_is_waited_for(four: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = _refusing(3, monkeypatch)
    releases.use(four, releases.find(four, "2024"))
    assert len(pauses) == 3
    current = releases.current(four)
    assert current is not None
    assert current.id == "2024-01-01-aaaa"


def test_a_file_in_use_for_good_is_an_error_and_the_old_release_answers(
    four: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = _refusing(1000, monkeypatch)
    with pytest.raises(PermissionError):
        releases.publish(four, _staged(four, "new"), "2026-01-01-eeee")
    assert 1 < len(pauses) < 1000
    current = releases.current(four)
    assert current is not None
    assert current.id == IDS[1]
    assert _ids(four) == IDS


def test_a_release_is_current_only_once_it_is_there(four: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed as it moves into place."""
    replace = Path.replace

    def moves(self: Path, target: Path) -> Path:
        if target.parent.name == "releases":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", moves)
    with pytest.raises(KeyboardInterrupt):
        releases.publish(four, _staged(four, "new"), "2026-01-01-eeee")
    assert releases.current(four) == Release(IDS[1], four.graph / "releases" / IDS[1])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one release of a few tables."""
    root = tmp_path_factory.mktemp("built")
    build_tables(workspace(root), small_tables(root / "curated"))
    return root


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _biggest(store: Path) -> Path:
    return max(store.glob("*.sst"), key=lambda path: path.stat().st_size)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "the manifest is cut short": lambda folder: _cut(folder / "manifest.json"),
    "the index of questions is gone": lambda folder: (folder / "public" / "questions.json").unlink(),
    "the quads are cut short": lambda folder: _cut(folder / "public" / "graph.nq"),
    "a file of the store is gone": lambda folder: _biggest(folder / "public" / "store").unlink(),
    "a file of the store is cut short": lambda folder: _cut(_biggest(folder / "public" / "store")),
    "the list of the store's files is cut short": lambda folder: _cut(
        next((folder / "public" / "store").glob("MANIFEST-*"))
    ),
    "the profile is gone": lambda folder: shutil.rmtree(folder / "public"),
}
# What one build has to mend; the store can be damaged in one way at a time.
TOGETHER = [[0, 1, 2, 3], [0, 4], [5], [6]]


def _everything(folder: Path) -> tuple[object, ...]:
    release = Release(folder.name, folder)
    answer = ask(release, find_question(release, "murder-counts"))
    quads = (release.profile() / "graph.nq").read_bytes()
    return release.manifest(), answer, quads, len(open_store(release.profile() / "store"))


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_release_does_not_pass_for_whole(
    damage: Callable[[Path], object], built: Path, tmp_path: Path
) -> None:
    whole = next((built / "graph" / "releases").iterdir())
    folder = shutil.copytree(whole, tmp_path / whole.name)
    assert _everything(folder) == _everything(whole)
    damage(folder)
    try:
        assert _everything(folder) != _everything(whole)
    except ReleaseError as told:
        assert told.key == "release.profile" or "Construya de nuevo" in told.text("es")


@pytest.mark.parametrize("numbers", TOGETHER, ids=[" and ".join(list(DAMAGE)[i] for i in some) for some in TOGETHER])
def test_building_again_mends_a_damaged_release(numbers: list[int], built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    settings = workspace(tmp_path)
    release = releases.current(settings)
    assert release is not None
    whole = _everything(release.folder)
    for number in numbers:
        list(DAMAGE.values())[number](release.folder)
    receipt = build_tables(settings, tmp_path / "curated")
    assert (receipt.release, receipt.new) == (release.id, False)
    assert _everything(release.folder) == whole


def test_building_again_takes_in_a_question_that_changed(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    settings = workspace(tmp_path)
    release = releases.current(settings)
    assert release is not None
    index = json.loads((release.profile() / "questions.json").read_text(encoding="utf-8"))
    monkeypatch.setattr("amazongraph.build.index_questions", lambda store, fuller=None: index[:1])
    receipt = build_tables(settings, tmp_path / "curated")
    assert (receipt.release, receipt.new) == (release.id, False), "the data is the same"
    assert json.loads((release.profile() / "questions.json").read_text(encoding="utf-8")) == index[:1]
