"""Resources: ``ontology/`` and ``queries/`` are found from any folder, however the package was installed."""

from pathlib import Path

import pytest

from amazongraph import resources
from amazongraph.errors import OntologyError

FOLDERS = ("ontology", "queries")


def place(root: Path, package: str, data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that the package lies in ``root/package`` and its data in ``root/data``."""
    (root / package).mkdir(parents=True)
    for name in FOLDERS:
        (root / data / name).mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", root / package)


@pytest.mark.parametrize("name", FOLDERS)
def test_this_copy_is_complete(name: str) -> None:
    assert any(resources.data_dir(name).rglob("*.ttl" if name == "ontology" else "*.rq"))


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize(
    ("package", "data"),
    [
        pytest.param("site-packages/amazongraph", "site-packages/amazongraph/_data", id="in an installed wheel"),
        pytest.param("checkout/src/amazongraph", "checkout", id="in a checkout or sdist"),
    ],
)
def test_the_folders_are_found_from_anywhere(
    name: str, package: str, data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(tmp_path, package, data, monkeypatch)
    elsewhere = tmp_path / "elsewhere"
    # A folder of the same name where the user happens to be is not ours.
    (elsewhere / name).mkdir(parents=True)
    for folder in (tmp_path, elsewhere):
        monkeypatch.chdir(folder)
        assert resources.data_dir(name) == tmp_path / data / name


def test_a_wheel_uses_its_own_data_and_not_what_lies_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(tmp_path, "lib/site-packages/amazongraph", "lib/site-packages/amazongraph/_data", monkeypatch)
    (tmp_path / "lib" / "ontology").mkdir()
    assert resources.data_dir("ontology") == tmp_path / "lib/site-packages/amazongraph/_data/ontology"


@pytest.mark.parametrize("name", FOLDERS)
def test_an_incomplete_copy_says_what_is_missing_and_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "lib" / "amazongraph")
    with pytest.raises(OntologyError) as caught:
        resources.data_dir(name)
    assert caught.value.text("es") == f"No se encuentra la carpeta {name} de esta copia del programa. Reinstálelo."
    assert caught.value.text("en") == f"The folder {name} of this copy of the program is not there. Install it again."
