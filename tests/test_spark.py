"""What Spark is told, and what a user is told who has none: nothing here starts it."""

import sys
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from cli.console import run

from amazongraph import spark
from amazongraph.build import workspace_sources
from amazongraph.cli.add import write_entry
from amazongraph.errors import ExtraError, ReleaseError
from amazongraph.settings import FILE, AddedSource, Settings
from amazongraph.sources.counted import Counted
from amazongraph.sources.on_spark import on_spark
from amazongraph.sources.points import alone

ALERTS = (
    "latitude,longitude,gfw_integrated_alerts__date,gfw_integrated_alerts__confidence\n-8.5,-74.5,2024-02-10,high\n"
)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in spark._ELSEWHERE:
        monkeypatch.delenv(name, raising=False)


def test_where_nobody_says_otherwise_it_runs_here_and_only_this_machine_reaches_it() -> None:
    told = spark._defaults({})
    assert (told["spark.master"], told["spark.driver.bindAddress"]) == ("local[*]", "127.0.0.1")


def test_what_the_workspace_says_holds_over_ours() -> None:
    told = spark._defaults({"spark.master": "spark://example.org:7077", "spark.log.level": "INFO"})
    assert (told["spark.master"], told["spark.log.level"]) == ("spark://example.org:7077", "INFO")
    assert "spark.driver.bindAddress" not in told


def test_what_the_system_says_of_spark_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_CONF_DIR", "conf")
    assert "spark.master" not in spark._defaults({})


def test_of_a_long_message_the_line_that_names_an_error_is_told() -> None:
    said = "Traceback\n  File x\nValueError: no such thing\n\nmore\n"
    assert spark._said(said) == "ValueError: no such thing"
    assert spark._said("\nsomething\nelse") == "something"
    assert spark._said("") == ""


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ExtraError, match="needs Java 17"):
        spark._started({})


def test_without_spark_the_way_to_get_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    file = tmp_path / "alerts.csv"
    file.write_text(ALERTS, encoding="utf-8")
    verb = "add", "gfw-integrated-alerts", file, "--who", "own"
    ran = run("--workspace", tmp_path, *verb, "--engine", "spark", "--lang", "en")
    assert ran.code == 2
    assert "pip install 'amazongraph[spark]'" in ran.err
    assert not (tmp_path / "amazongraph.toml").exists()


@pytest.mark.parametrize("asked", [["--engine", "spark"], []])
def test_a_build_counts_where_it_is_asked_to(asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "alerts.csv"
    file.write_text(ALERTS, encoding="utf-8")
    entry = AddedSource("gfw-integrated-alerts", "alerts.csv", sha256(file.read_bytes()).hexdigest(), "2026-11-23")
    write_entry(tmp_path / FILE, entry)
    with (tmp_path / FILE).open("a", encoding="utf-8") as more:
        more.write('[spark]\n"spark.master" = "local[2]"\n')
    counters = []

    def built(settings: Settings, **_: object) -> None:
        counters.extend(one.counter for one in workspace_sources(settings) if isinstance(one, Counted))
        raise ReleaseError("release.none", folder="")

    monkeypatch.setattr("amazongraph.build.build", built)
    assert run("--workspace", tmp_path, "build", *asked).code == 4
    (counter,) = counters
    if not asked:
        assert counter is alone
    else:
        assert isinstance(counter, partial)
        assert (counter.func, counter.keywords) == (on_spark, {"configuration": (("spark.master", "local[2]"),)})
