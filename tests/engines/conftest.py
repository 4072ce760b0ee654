"""The servers, each with the reference release as ``amazongraph push`` leaves it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
import servers
from servers import Server

from amazongraph.pushing import push
from amazongraph.releases import Release
from amazongraph.store.graph_store import GraphStore

MADE: dict[str, Callable[[Path], AbstractContextManager[Server]]] = {
    "oxigraph serve": servers.oxigraph,
    "fuseki, union on": partial(servers.fuseki, union=True),
    "fuseki, union off": partial(servers.fuseki, union=False),
    "virtuoso": servers.virtuoso,
}


@pytest.fixture(scope="session", params=MADE)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that is empty at first; with pytest's order of fixtures one runs at a time."""
    if servers.missing():
        pytest.skip(servers.NEEDED)
    with MADE[request.param](tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def written(server: Server) -> GraphStore:
    """Its graphs, for writing."""
    return GraphStore(server.at, server.credentials)


@pytest.fixture(scope="session")
def pushed(server: Server, written: GraphStore, release: Release) -> Server:
    """The server once it holds the reference release."""
    push(release, "public", written)
    return server
