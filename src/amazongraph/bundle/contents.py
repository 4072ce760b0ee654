"""What a bundle holds besides the release itself: for people, for other programs, for catalogues."""

import gzip
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from amazongraph.bundle.feed import feed
from amazongraph.bundle.words import citation, licences, readme
from amazongraph.export.formats import FORMATS
from amazongraph.export.material import Material
from amazongraph.export.selection import whole
from amazongraph.messages import LANGUAGES
from amazongraph.releases import Release
from amazongraph.resources import data_dir
from amazongraph.site.writing import write_site

Content = tuple[str, bytes | Path]
# Files of the whole release: their name in the bundle, and the format that they are in; large texts are packed.
_FILES = {
    "data/amazongraph.trig.gz": "trig",
    "data/amazongraph.ttl.gz": "turtle",
    "data/amazongraph.ftm.json.gz": "ftm",
    "data/amazongraph.gpkg": "gpkg",
    "data/links.sssom.tsv": "sssom",
}


def contents(
    release: Release, profile: str, lang: str, folder: Path, previous: Release | None, *, site: bool
) -> Iterator[Content]:
    """Names and contents, in a fixed order; files are made in ``folder`` and removed once they were taken."""
    for one in LANGUAGES:
        yield f"README.{one}.md", readme(release, profile, one, site=site)
    yield "CITATION.cff", citation(release)
    yield from licences(release, profile).items()
    yield "changes.json", feed(previous, release, profile)
    material = whole(release, profile, lang)
    for name, form in _FILES.items():
        yield from _file(material, name, form, folder)
    yield from _tables(material, folder)
    for of in ("ontology", "queries"):
        yield from _files(data_dir(of), of)
    if site:
        write_site(release, folder / "site", profile)
        yield from _files(folder / "site", "site")


def _file(material: Material, name: str, form: str, folder: Path) -> Iterator[Content]:
    path = folder / f"made{FORMATS[form].suffix}"
    FORMATS[form].exporter()(material, path)
    if name.endswith(".gz"):
        path = _packed(path)
    yield name, path
    path.unlink()


def _packed(path: Path) -> Path:
    """The file as gzip, without a name or a time in it, in place of the file."""
    packed = path.with_name(f"{path.name}.gz")
    with (
        path.open("rb") as source,
        packed.open("wb") as target,
        gzip.GzipFile("", "wb", 6, target, mtime=0) as file,
    ):
        shutil.copyfileobj(source, file, 1 << 20)
    path.unlink()
    return packed


def _tables(material: Material, folder: Path) -> Iterator[Content]:
    """The CSV package, unpacked: what the bundle is opened for is seen at once."""
    path = folder / "tables.zip"
    FORMATS["csv"].exporter()(material, path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield f"tables/{name}", Path(archive.extract(name, folder / "tables"))
    path.unlink()


def _files(root: Path, of: str) -> Iterator[Content]:
    """The files of a folder."""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield f"{of}/{path.relative_to(root).as_posix()}", path
