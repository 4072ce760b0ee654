"""Settings: what ``amazongraph.toml`` may say, what holds without it, and whose language is spoken."""

import locale
import tomllib
from pathlib import Path

import pytest

from amazongraph import settings
from amazongraph.errors import EXIT_USAGE, SettingsError


def write(folder: Path, text: str) -> Path:
    path = folder / "amazongraph.toml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def no_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: (None, None))


@pytest.mark.usefixtures("no_locale")
def test_a_folder_without_a_file_is_a_workspace(tmp_path: Path) -> None:
    found = settings.load(tmp_path, {})
    assert found == settings.Settings(tmp_path, tmp_path / "graph", "es")
    assert not found.has_file


def test_the_file_says_the_language_and_where_releases_are_kept(tmp_path: Path) -> None:
    write(tmp_path, 'language = "en"\ngraph = "data/versions"\n')
    found = settings.load(tmp_path, {"AMAZONGRAPH_LANG": "es"})
    assert found == settings.Settings(tmp_path, tmp_path / "data" / "versions", "en")
    assert found.has_file


def test_the_file_says_where_the_largest_works_are_done(tmp_path: Path) -> None:
    write(tmp_path, 'engine = "spark"\n[spark]\n"spark.master" = "local[2]"\n')
    found = settings.load(tmp_path, {})
    assert (found.engine, found.spark) == ("spark", (("spark.master", "local[2]"),))


def test_the_nearest_file_upwards_counts(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    write(tmp_path, 'language = "en"\n')
    assert settings.load(below, {}).root == tmp_path
    write(tmp_path / "a", 'language = "es"\n')
    assert settings.load(below, {}).root == tmp_path / "a"


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / "amazongraph.toml").write_bytes(b'\xef\xbb\xbflanguage = "en"\r\n')
    assert settings.load(tmp_path, {}).language == "en"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("x = " + "[" * 5000, id="lists in lists without end"),
        pytest.param('graph = "a\\u0000b"\n', id="a folder that no system has"),
        *(
            pytest.param(f'[[source]]\nloader = "x"\nfile = "x"\nsha256 = "x"\n{line}\n', id=line)
            for line in ("retrieved = 2026-01-02", 'retrieved = "20260102"', 'retrieved = "2026-01-02"\nedition = 2020')
        ),
    ],
)
def test_what_cannot_be_used_is_told_when_it_is_read(said: str, tmp_path: Path) -> None:
    write(tmp_path, said)
    with pytest.raises(SettingsError) as raised:
        settings.load(tmp_path, {})
    assert str(tmp_path / "amazongraph.toml") in raised.value.text("es")


@pytest.mark.parametrize(
    ("said", "es", "en"),
    [
        pytest.param(
            "language = es\n",
            ("no se puede leer: ", "(at line 1, column 12). Corrija esa línea, o borre el archivo"),
            ("cannot be read: ", "(at line 1, column 12). Mend that line, or delete the file"),
            id="a line that is not TOML",
        ),
        pytest.param(
            'lengua = "es"\n',
            ("no se conoce «lengua». Las claves son: endpoints, engine, graph, language, profile, source, spark.",),
            ('"lengua" is not known. The keys are: endpoints, engine, graph, language, profile, source, spark.',),
            id="an unknown key",
        ),
        pytest.param(
            "graph = 5\n",
            ("el valor de «graph» debe ser un texto entre comillas.",),
            ('the value of "graph" must be a text in quotation marks.',),
            id="a value of the wrong kind",
        ),
        pytest.param(
            'engine = "hadoop"\n',
            ('no se conoce el motor «hadoop». Escriba engine = "single" (este equipo) o engine = "spark".',),
            ('there is no engine "hadoop". Write engine = "single" (this machine) or engine = "spark".',),
            id="an engine that is not there",
        ),
        pytest.param(
            '[spark]\n"spark.executor.cores" = 4\n',
            ("en la tabla [spark] todo valor es un texto entre comillas, también los números",),
            ("in the table [spark] every value is a text in quotation marks, numbers too",),
            id="a number for Spark",
        ),
        pytest.param(
            'language = "qu"\n',
            ('la lengua «qu» no está. Escriba language = "es" o language = "en".',),
            ('there is no language "qu". Write language = "es" or language = "en".',),
            id="a language that is not there",
        ),
    ],
)
def test_a_wrong_file_is_told_with_the_remedy(
    said: str, es: tuple[str, ...], en: tuple[str, ...], tmp_path: Path
) -> None:
    path = write(tmp_path, said)
    with pytest.raises(SettingsError) as caught:
        settings.load(tmp_path, {})
    for lang, words in (("es", es), ("en", en)):
        told = caught.value.text(lang)
        assert told.startswith(str(path))
        assert all(word in told for word in words), told
    assert caught.value.exit_code == EXIT_USAGE == 2


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "amazongraph.toml").write_bytes('graph = "año"\n'.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"amazongraph\.toml cannot be read: 'utf-8' codec"):
        settings.load(tmp_path, {})


@pytest.mark.usefixtures("no_locale")
@pytest.mark.parametrize(
    ("environment", "language"),
    [
        pytest.param({}, "es", id="nobody says: Spanish"),
        pytest.param({"LANG": "en_GB.UTF-8"}, "en", id="the system says English"),
        pytest.param({"LANG": "fr_FR.UTF-8"}, "es", id="another language of the system: Spanish"),
        pytest.param({"LANG": "EN"}, "en", id="in capitals"),
        pytest.param({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "es_PE.UTF-8"}, "es", id="messages before lang"),
        pytest.param({"LC_MESSAGES": "es_PE", "LC_ALL": "en_US"}, "en", id="all before messages"),
        pytest.param({"LC_ALL": "es_PE", "AMAZONGRAPH_LANG": "en"}, "en", id="ours before the system's"),
        pytest.param({"AMAZONGRAPH_LANG": "", "LANG": "en_US"}, "en", id="blank says nothing"),
    ],
)
def test_the_language_of_the_system(environment: dict[str, str], language: str, tmp_path: Path) -> None:
    assert settings.system_language(environment) == language
    assert settings.load(tmp_path, environment).language == language


@pytest.mark.parametrize(("told", "language"), [("English_United States", "en"), ("es_PE", "es"), (None, "es")])
def test_windows_tells_its_language_by_the_locale_only(
    told: str | None, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: (told, None))
    assert settings.system_language({}) == language


def test_the_environment_is_read_where_none_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZONGRAPH_LANG", "en")
    assert settings.load(tmp_path).language == "en"
    monkeypatch.setenv("AMAZONGRAPH_LANG", "es")
    assert settings.load(tmp_path).language == "es"


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_example_changes_nothing_until_it_is_edited(language: str, tmp_path: Path) -> None:
    path = settings.write_example(tmp_path, language)
    assert path == tmp_path / "amazongraph.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("#") or not line for line in lines)
    assert settings.load(tmp_path, {"LANG": "en"}) == settings.Settings(tmp_path, tmp_path / "graph", "en")


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_key_of_the_example_is_one_that_is_read(language: str, tmp_path: Path) -> None:
    said = settings.write_example(tmp_path, language).read_text(encoding="utf-8")
    keys = tomllib.loads("\n".join(line.removeprefix("# ") for line in said.splitlines() if " = " in line))
    write(tmp_path, said.replace("# language", "language").replace("# graph", "graph"))
    assert settings.load(tmp_path, {}) == settings.Settings(tmp_path, tmp_path / "graph", language)
    endpoint = {"url": "https://query.wikidata.org/sparql", "seconds": 60, "contact": keys["contact"]}
    assert keys == {"language": language, "graph": "graph", "profile": "public", "engine": "single", **endpoint}
    assert settings._endpoint(tmp_path, "wikidata", endpoint).seconds == 60


def test_an_endpoint_is_allowed_by_name(tmp_path: Path) -> None:
    write(tmp_path, '[endpoints.peer]\nurl = "https://example.org/sparql"\nseconds = 2.5\npause = 0\n')
    assert settings.load(tmp_path, {}).allowed == (settings.Endpoint("peer", "https://example.org/sparql", 2.5, 0),)


@pytest.mark.parametrize(
    "said",
    [
        "[endpoints.peer]\nseconds = 60",
        '[endpoints.peer]\nurl = "example.org/sparql"',
        '[endpoints.peer]\nurl = "file:///x"',
        '[endpoints.peer]\nurl = "https://example.org"\nseconds = 0',
        '[endpoints.peer]\nurl = "https://example.org"\nseconds = true',
        '[endpoints.peer]\nurl = "https://example.org"\nseconds = "60"',
        '[endpoints.peer]\nurl = "https://example.org"\npause = -1',
        '[endpoints.peer]\nurl = "https://example.org"\npause = nan',
        '[endpoints.peer]\nurl = "https://example.org"\npause = inf',
        '[endpoints.peer]\nurl = "https://example.org"\ntoken = "x"',
        '[endpoints.peer]\nurl = ["https://example.org"]',
        '[endpoints.peer]\nurl = "https://me:secret@example.org/"',
        '[endpoints.peer]\nurl = "https://example.org/a b"',
        '[endpoints.peer]\nurl = "https://example.org/ñ"',
        '[endpoints.peer]\nurl = "https://example.org:0/"',
        '[endpoints.peer]\nurl = "https://example.org"\ncontact = "a\\nb"',
        '[endpoints."a b"]\nurl = "https://example.org"',
        "endpoints.peer = 7",
    ],
)
def test_an_endpoint_that_is_badly_written_is_told_with_the_remedy(tmp_path: Path, said: str) -> None:
    write(tmp_path, said)
    with pytest.raises(SettingsError) as caught:
        settings.load(tmp_path, {})
    assert caught.value.exit_code == EXIT_USAGE
    assert 'Escriba url = "https://…"' in caught.value.text("es")
    assert 'Write url = "https://…"' in caught.value.text("en")


def test_the_example_never_overwrites_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'language = "en"\n')
    with pytest.raises(SettingsError) as caught:
        settings.write_example(tmp_path, "es")
    assert caught.value.text("es") == f"{path} ya existe y no se toca. Edítelo, o bórrelo primero."
    assert caught.value.text("en") == f"{path} exists already and is left alone. Edit it, or delete it first."
    assert path.read_text(encoding="utf-8") == 'language = "en"\n'
