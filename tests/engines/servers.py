"""Servers that others run, for tests: started on loopback on free ports, ended by their own process ids."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from amazongraph.store.graph_store import Addresses
from amazongraph.store.login import Credentials

# A proxy of the machine is not asked for what is on loopback.
os.environ["no_proxy"] = "127.0.0.1,localhost"
NEEDED = "needs Java 17, Fuseki and Virtuoso 7: `bash .ci/engines` installs them and runs this"
_SECONDS = 90  # A server that has not answered by then does not start.
_PASSWORD = "dba"  # What a new Virtuoso is delivered with.

_FUSEKI = """\
@prefix fuseki: <http://jena.apache.org/fuseki#> .
@prefix tdb2:   <http://jena.apache.org/2016/tdb#> .

[] fuseki:services ( <#service> ) .
<#service> a fuseki:Service ;
  fuseki:name "ds" ;
  fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "sparql" ] ;
  fuseki:endpoint [ fuseki:operation fuseki:update ; fuseki:name "update" ] ;
  fuseki:endpoint [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ] ;
  fuseki:dataset <#dataset> .
<#dataset> a tdb2:DatasetTDB2 ;
  tdb2:location "{location}" ;
  tdb2:unionDefaultGraph {union} .
"""

_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 60
CaseMode = 2
DirsAllowed = {allowed}
NumberOfBuffers = 85000
MaxDirtyBuffers = 60000
MaxQueryMem = 1G
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 10
VectorSize = 1000
MaxVectorSize = 3000000
AdjustVectorSize = 0
TransactionAfterImageLimit = {largest}

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
MaxClientConnections = 10
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 10
EnabledGzipContent = 0
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = 100000000
MaxQueryExecutionTime = 600
MaxQueryCostEstimationTime = 0
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where it is, who may write, and the process."""

    name: str
    at: Addresses
    process: int
    credentials: Credentials | None = None
    sql: int = 0  # The port of the SQL of Virtuoso.


def jars() -> Path | None:
    """The folder with Fuseki and what it needs, where there is one."""
    folder = os.environ.get("AMAZONGRAPH_ENGINES", "")
    return Path(folder) if folder and any(Path(folder).glob("jena-fuseki-main-*.jar")) else None


def missing() -> bool:
    """Whether an engine is not on this machine, or is not asked for."""
    return not (jars() and shutil.which("java") and shutil.which("virtuoso-t"))


@contextmanager
def fuseki(folder: Path, *, union: bool, memory: str = "2g") -> Iterator[Server]:
    """Apache Jena Fuseki on a TDB2 database in ``folder``, with or without ``tdb2:unionDefaultGraph``."""
    location = folder / "tdb2"
    location.mkdir(exist_ok=True)
    said = _FUSEKI.format(location=location.as_posix(), union=str(union).lower())
    (folder / "fuseki.ttl").write_text(said, encoding="utf-8")
    port = free_port()
    command = ["java", f"-Xmx{memory}", "-cp", f"{jars()}/*", "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"]
    command += ["--localhost", f"--port={port}", f"--conf={folder / 'fuseki.ttl'}"]
    base = f"http://127.0.0.1:{port}/ds"
    at = Addresses(f"{base}/sparql", f"{base}/update", f"{base}/data")
    with running(command, folder, f"{at.query}?query=ASK%20%7B%7D") as process:
        yield Server(f"fuseki-union-{'on' if union else 'off'}", at, process)


@contextmanager
def virtuoso(folder: Path, allowed: Path | None = None, largest: int = 2_000_000_000) -> Iterator[Server]:
    """Virtuoso 7 with a new database in ``folder``; ``allowed``: a folder from which its bulk loader may read;
    ``largest``: the bytes that it may log of one transaction.
    """
    sql, http = free_port(), free_port()
    read = (allowed or folder).as_posix()
    said = _VIRTUOSO.format(folder=folder.as_posix(), sql=sql, http=http, allowed=read, largest=largest)
    (folder / "virtuoso.ini").write_text(said, encoding="utf-8")
    # +foreground: it stays the process that was started, and is ended by its id.
    command = ["virtuoso-t", "+foreground", "+wait", "+configfile", str(folder / "virtuoso.ini")]
    base = f"http://127.0.0.1:{http}/sparql"
    at = Addresses(base, f"{base}-auth", f"{base}-graph-crud-auth")
    with running(command, folder, f"{base}?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D") as process:
        yield Server("virtuoso", at, process, Credentials("dba", _PASSWORD, digest=True), sql)


@contextmanager
def oxigraph(folder: Path, *, disk: bool = False) -> Iterator[Server]:
    """``oxigraph serve``, in memory or on a database in ``folder``; its default graph is the one without a name."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert program, "the test extra brings oxigraph"
    port = free_port()
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    command += ["--location", str(folder / "oxigraph")] if disk else []
    base = f"http://127.0.0.1:{port}"
    with running(command, folder, base) as process:
        yield Server("oxigraph-serve", Addresses(f"{base}/query", f"{base}/update", f"{base}/store"), process)


@contextmanager
def running(command: list[str], folder: Path, answers: str) -> Iterator[int]:
    """A server once it answers at an address: its process id. What it writes is told where it does not start."""
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        _await(process, answers, log)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)


def _await(process: subprocess.Popen[bytes], answers: str, log: Path) -> None:
    until = time.monotonic() + _SECONDS
    while True:
        try:
            with urllib.request.urlopen(answers, timeout=10):
                return
        except OSError as error:
            ended = process.poll() is not None
            assert not ended and time.monotonic() < until, f"{error}\n{log.read_text('utf-8', 'replace')[-3000:]}"
            time.sleep(0.1)


def free_port() -> int:
    """A port on loopback at which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
