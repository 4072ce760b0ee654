"""The services whose content can be fetched by name: their endpoint, and the queries written for them."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from amazongraph.errors import ParameterError
from amazongraph.store.embedded import HARMLESS

_FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.parent.name for path in _FOLDER.glob("*/service.toml")))


@dataclass(frozen=True, slots=True)
class Service:
    """``classes``: name -> what its query fetches, in both languages; ``page``: the rows it is asked for at a time."""

    name: str
    endpoint: str
    page: int
    licence: str
    classes: dict[str, dict[str, str]]

    def query(self, name: str) -> str:
        """The query for a class. Raises ``ParameterError`` for one that there is not."""
        if name not in self.classes:
            raise ParameterError("fetch.class", value=name, known=", ".join(self.classes))
        return (_FOLDER / self.name / f"{name}.rq").read_text(encoding="utf-8")


@cache
def service(name: str) -> Service:
    """The service of that name, one of ``NAMES``."""
    return Service(name, **tomllib.loads((_FOLDER / name / "service.toml").read_text(encoding="utf-8")))


def check_pages(query: str, name: str) -> None:
    """Whether a query can be asked page by page. Raises ``ParameterError``, with the ``name`` of its file.

    It must be a SELECT, order its rows, and leave LIMIT and OFFSET to us: without an order two pages may hold the same
    row, and another may be on none.
    """
    plain = HARMLESS.sub(" ", query).upper()
    if not re.search(r"\bSELECT\b", plain) or re.search(r"\b(CONSTRUCT|DESCRIBE|INSERT|DELETE)\b", plain):
        raise ParameterError("fetch.not-select", file=name)
    after = plain.rpartition("}")[2]
    if re.search(r"\b(LIMIT|OFFSET)\b", after):
        raise ParameterError("fetch.limit", file=name)
    if not re.search(r"\bORDER\s+BY\b", after):
        raise ParameterError("fetch.order", file=name)
