"""Where ``ontology/`` and ``queries/`` are: inside an installed wheel, or beside ``src/`` in a checkout or sdist."""

from pathlib import Path

from amazongraph.errors import OntologyError

_PACKAGE = Path(__file__).parent


def data_dir(name: str) -> Path:
    """The folder ``ontology`` or ``queries`` that belongs to this copy of the package, whatever the current directory.

    Raises ``OntologyError`` when the copy is incomplete.
    """
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parents[1] / name):
        if folder.is_dir():
            return folder
    raise OntologyError("ontology.absent", name=name)
