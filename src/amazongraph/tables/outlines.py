"""Answers on a map: the shapes of the things in a column, as GeoPandas takes them."""

from typing import TYPE_CHECKING, Any

from amazongraph.errors import QuestionError
from amazongraph.extras import needed
from amazongraph.shapes import shapes_of
from amazongraph.store.asking import Store
from amazongraph.tables.table import Cell, Table, Thing

if TYPE_CHECKING:
    import geopandas

_CRS = "OGC:CRS84"


def geo_frame(table: Table, store: Store, column: str) -> "geopandas.GeoDataFrame":
    """Raises ``ExtraError`` where GeoPandas is not installed, ``QuestionError`` where nothing has a shape."""
    geopandas = needed("geopandas", "frames")
    found = shapes(table, store, column)
    if found is None:
        raise QuestionError("geometry.none")
    return geopandas.GeoDataFrame(table.to_pandas(), geometry=found[1], crs=_CRS)


def shapes(table: Table, store: Store, column: str = "") -> tuple[str, list[Any]] | None:
    """The name of the column whose things have shapes, and the shape of each row, ``None`` for none; in CRS84.

    ``column``: the one to take, by default the first of which a thing has a shape. ``None`` if no thing has one.
    Raises ``QuestionError`` for a column that holds no things.
    """
    known = [one.name for one in table.columns if one.type in {"entity", "entities"}]
    if column and column not in known:
        raise QuestionError("geometry.column", column=column, known=", ".join(known))
    for name in [column] if column else known:
        found = _shapes(store, [row[name] for row in table.rows])
        if any(shape is not None for shape in found):
            return name, found
    return None


def _shapes(store: Store, cells: list[Cell]) -> list[Any]:
    """The shape of each cell, an outline rather than a point; that of several things together; ``None`` for none."""
    import shapely

    things = [
        {one.iri for one in (cell if isinstance(cell, list) else [cell]) if isinstance(one, Thing)} for cell in cells
    ]
    best = shapes_of(store, set().union(*things))
    parts = [[shape for iri in sorted(iris) for shape in best.get(iri, ())] for iris in things]
    return [shapely.union_all(some) if some else None for some in parts]
