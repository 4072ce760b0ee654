"""A citable knowledge graph of who is affected by drug trafficking in the Peruvian Amazon, where, and who says so.

::

    import amazongraph as ag
    g = ag.open()
    g.ask("coca-area", area="departamento de Ucayali")
"""

# As type checkers know it; the module it comes from would take longer to import than all that is here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from amazongraph.api.graph import Graph, open
    from amazongraph.api.showing import Shown
    from amazongraph.errors import AmazonGraphError
    from amazongraph.tables.answers import Result
    from amazongraph.tables.table import Table, Thing

__version__ = "0.1.0"
__all__ = ["AmazonGraphError", "Graph", "Result", "Shown", "Table", "Thing", "__version__", "open"]

_WHERE = {
    "AmazonGraphError": "amazongraph.errors",
    "Graph": "amazongraph.api.graph",
    "Result": "amazongraph.tables.answers",
    "Shown": "amazongraph.api.showing",
    "Table": "amazongraph.tables.table",
    "Thing": "amazongraph.tables.table",
    "open": "amazongraph.api.graph",
}


def __getattr__(name: str) -> object:
    # Each name is imported when it is first used: the command line imports this module too, and starts fast.
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    globals()[name] = getattr(import_module(_WHERE[name]), name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
