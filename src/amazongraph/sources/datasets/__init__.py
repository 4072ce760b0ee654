"""The data sets that can be added to a workspace: one mapping file each, and those of other packages.

A package adds its own with the entry-point group ``amazongraph.sources``: each entry point names a function without
arguments that returns the path of a mapping file.
"""

from collections.abc import Iterable
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path

from amazongraph.errors import Problem, SourceError
from amazongraph.settings import AddedSource
from amazongraph.sources.contract import Source
from amazongraph.sources.counted import Counted, Counter
from amazongraph.sources.dataset import Dataset, Loader, parse_loader
from amazongraph.sources.points import alone

FOLDER = Path(__file__).parent
GROUP = "amazongraph.sources"


def loaders() -> dict[str, Loader]:
    """Every known data set by name; ours come first. Raises ``SourceError`` for a mapping file not well formed."""
    paths = [*sorted(FOLDER.glob("*.toml")), *sorted(Path(entry.load()()) for entry in entry_points(group=GROUP))]
    found: dict[str, Loader] = {}
    for path in paths:
        loader = parse_loader(path)
        found.setdefault(loader.key, loader)
    return found


def loader(name: str, folder: Path) -> Loader:
    """The data set of that name, or the mapping file it is the path of, from ``folder``. Raises ``SourceError``."""
    return parse_loader(folder / name) if _is_file(name) else _known(name, loaders())


def _is_file(name: str) -> bool:
    return name.endswith(".toml")


def _known(name: str, known: dict[str, Loader]) -> Loader:
    if name not in known:
        raise SourceError(Problem("loader.unknown", values={"name": name, "known": ", ".join(known)}))
    return known[name]


def dataset(
    known: Loader,
    path: Path,
    retrieved: str,
    edition: str = "",
    level: int | None = None,
    address: str = "",
    counter: Counter = alone,
) -> Dataset:
    """A file as the source that its loader makes of it; ``counter`` goes through one that is only counted."""
    if known.count:
        return Counted(known, path, retrieved, edition, level, address, counter)
    return Dataset(known, path, retrieved, edition, level, address)


def counter_of(engine: str, configuration: Iterable[tuple[str, str]] = ()) -> Counter:
    """Who counts on an engine of ``settings.ENGINES``; Spark is told the configuration."""
    if engine != "spark":
        return alone
    from amazongraph.sources.on_spark import on_spark

    return partial(on_spark, configuration=tuple(configuration))


def added(sources: Iterable[AddedSource], folder: Path, counter: Counter = alone) -> list[Dataset]:
    """The data sets a workspace has added; see ``dataset``.

    Raises ``SourceError`` for a file that is absent or no longer the same.
    """
    found: list[Dataset] = []
    problems: list[Problem] = []
    asked = list(sources)
    # Read once, however many of them there are.
    ours = {} if all(_is_file(one.loader) for one in asked) else loaders()
    for one in asked:
        known = loader(one.loader, folder) if _is_file(one.loader) else _known(one.loader, ours)
        source = dataset(known, folder / one.file, one.retrieved, one.edition, one.level, one.url, counter)
        if not source.path.is_file():
            problems.append(Problem("source.absent", one.file))
        elif source.fingerprint() != one.sha256:
            problems.append(Problem("source.changed", one.file, values={"loader": one.loader, "path": one.file}))
        else:
            found.append(source)
    if problems:
        raise SourceError(*problems)
    return found


def left_out(sources: Iterable[Source], highest: int) -> list[dict[str, object]]:
    """What to tell of the sources that may not be passed on: of those that everybody knows to exist, since they ship
    with the package, and that the workspace does not mark as more sensitive than ``highest``.
    """
    told = ("key", "title", "licence", "retrieved", "redistribution")
    cards = [one.card for one in sources if isinstance(one, Dataset) and one.loader.path.parent == FOLDER]
    return [
        {name: getattr(card, name) for name in told}
        for card in cards
        if card.redistribution != "allowed" and card.level is not None and card.level <= highest
    ]
