"""A session of Apache Spark, for the works that outgrow one machine. Needs the extra ``spark`` and Java 17 or newer.

Where Spark runs is told as Spark is told: by the table ``[spark]`` of ``amazongraph.toml``, by Spark's own files and
variables, or by the session that a program has open. Where nobody tells, it runs on the cores of this machine.
"""

import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from amazongraph.errors import EngineError, ExtraError
from amazongraph.extras import needed

EXTRA = "spark"
_MASTER = "spark.master"
_ELSEWHERE = ("SPARK_HOME", "SPARK_CONF_DIR", "SPARK_REMOTE", "PYSPARK_SUBMIT_ARGS", "PYSPARK_GATEWAY_PORT")
_HERE = {
    # Nobody but this machine may reach it.
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    # As many as there are tasks at once; the 200 of a cluster would each be a task here.
    "spark.sql.shuffle.partitions": "4",
}
_QUIET = {
    "spark.app.name": "amazongraph",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # A worker for each core is enough threads.
    "spark.executorEnv.POLARS_MAX_THREADS": "1",
}

Configuration = Iterable[tuple[str, str]]


@contextmanager
def session(configuration: Configuration = ()) -> Iterator[Any]:
    """The session that is open, or a new one, which stays open for whoever needs one next in this process.

    A new one is told ``configuration``, which holds over ours. Raises ``ExtraError`` where Spark or Java are not
    installed, and ``EngineError`` for what goes wrong in Spark.
    """
    for library in ("pyspark", "pyarrow", "pandas"):
        needed(library, EXTRA)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    logged = logging.root.manager.disable
    try:
        with warnings.catch_warnings():
            # What goes wrong is told once, by us.
            logging.disable(logging.CRITICAL)
            # Spark asks for pandas, whose newest it does not know yet; none of ours goes through it.
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            yield SparkSession.getActiveSession() or _started(_defaults(dict(configuration)))
    # Where Java is killed the connection is refused.
    except (PySparkException, Py4JError, ConnectionError) as error:
        raise EngineError("engine.failed", detail=_said(str(error))) from error
    finally:
        logging.disable(logged)


def _defaults(configuration: dict[str, str]) -> dict[str, str]:
    """A configuration with ours where it says nothing."""
    if not any(os.environ.get(name) for name in _ELSEWHERE):
        configuration = {_MASTER: "local[*]", **configuration}
    here = _HERE if configuration.get(_MASTER, "").startswith("local") else {}
    return {**_QUIET, **here, **configuration}


def _started(configuration: dict[str, str]) -> Any:
    """A new session. What Java tells while it starts is heard only where it does not."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise ExtraError("engine.java")
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    if configuration.get(_MASTER, "").startswith("local"):
        # Else the workers are of whatever Python comes first on the path.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    told = SparkConf(loadDefaults=False).setAll(list(configuration.items()))
    with TemporaryFile() as heard:
        try:
            # Java is there already where an earlier session was stopped.
            open_one = getattr(SparkContext, "_gateway", None)
            gateway = open_one or needed("pyspark.java_gateway", EXTRA).launch_gateway(told, {"stderr": heard})
            return SparkSession(SparkContext(conf=told, gateway=gateway))
        except (PySparkException, Py4JError) as error:
            heard.seek(0)
            # Java says first what is wrong, and then what comes of it.
            said = _errors(heard.read().decode("utf-8", "replace"))
            raise EngineError("engine.start", detail=said[0] if said else _said(str(error))) from error


def _errors(text: str) -> list[str]:
    """The lines of a long message that name an error."""
    lines = [line.strip(" \t:.") for line in text.splitlines()]
    return [line[:300] for line in lines if any(word in line for word in ("Error", "Exception", " ERROR "))]


def _said(text: str) -> str:
    """The line of a long message that says most: the last that names an error, or the first."""
    lines = [line.strip(" \t:.")[:300] for line in text.splitlines() if line.strip()]
    return next(iter([*_errors(text)[-1:], *lines[:1]]), "")


def same_file(path: Path, size: int) -> bool:
    """Whether a worker sees the file that the driver sees."""
    return path.is_file() and path.stat().st_size == size
