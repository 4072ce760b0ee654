"""Values that have broken programs before, each with the reason."""

from typing import Any

TEXTS = (
    # Nothing, and what only looks like it.
    *("", " ", "\u00a0", "\ufeff", "\u200b", "n/a", "null", "NaN", "-", "?", "s/d"),
    # Numbers that are none, or too much of one.
    *("inf", "-inf", "1e400", "1e-400", "-0", "+5", "00", "1_000", "0x10", "1,234.5", "1.234,5", "1e5", "9" * 400),
    *("9" * 5000, "0." + "3" * 400, "9007199254740993", "-1", "4.5.6", "\u0661\u0662", "\u00b2", "\u00bd", "5%"),
    # Dates that do not exist, or not in this calendar.
    *("2024-02-30", "2024-00-01", "0000", "0000-01-01", "10000-01-01", "-0044-03-15", "2020/2019", "../..", "2020/.."),
    *("2020-07/2020-06", "30/02/2024", "20240101", "2024-W05", "2024-01-01T25:00:00Z", "1900-02-29", "2020/2021/2022"),
    *("2024-1-1", "9999-12-31/..", "../0001", "31 de febrero de 2020", "202405", "2020-07-23 00:00:00.000"),
    # Positions beyond the earth, beyond Peru, and swapped.
    *("200", "-200", "-91", "-74.5", "-8.4", "1e308", "POINT (1 2)", "POLYGON EMPTY"),
    # Codes: short, long, with a letter.
    *("250301", "50301", "999999", "25", "2503", "010299 Imaza", "250301 Padre Abad", "25O301"),
    # Characters that move, hide or end others.
    *(
        "\x00",
        "a\x00b",
        "\x07",
        "\x1b[31m",
        "\x85",
        "\u2028",
        "\u202eabc\u202c",
        "\u2067x",
        "\u0301",
        "\r",
        "\n",
        "a\r\nb",
    ),
    *("\ud800", "\udfffx", "\U0001f300", "\uffff", "\U0010ffff", "\u0130", "\u00df", "\ufb00", "e\u0301" * 30),
    # Texts that mean something elsewhere.
    *("=1+1", "@SUM(A1)", '"', '""', "'", ",", ";", "\t", "|", "#", "\\", "`", "<b>", "&amp;", "]]>", "--", "/*"),
    *("{name}", "{0}", "{", "}", "%s", "%", "${x}", "{0.__class__}", "{{}}", "*", "[", "(?P<", "\\1", "..", "../../x"),
    *(
        "C:\\x",
        "CON",
        "/x",
        "a/b",
        "a:b",
        "://",
        "http://[",
        "http://x y",
        "https://example.org/ñ",
        "ag:",
        "ag:x",
    ),
    *("ag:no such", "xsd:date", "admin:25", "people:shipibo-konibo", "_:b0", "<http://x>", "true", "yes", "sí", "TRUE"),
    *(
        "#REF!",
        "#N/A",
        "key",
        "level",
        "4",
        "5",
        "public",
        "other; other",
        ";;",
        " ; ",
        "a;b",
        "alto-tamaya",
        "Ucayali",
    ),
    "x" * 70_000,
)

SCALARS: tuple[Any, ...] = (
    None, True, False, 0, -1, 4, 5, 2**31, 2**63, 2**64, 10**400, 0.1, 1e-7, 1e308, float("inf"), float("nan"), -0.0,
    [], {}, [[]], [None], {"": None}, [0, 0], [200, 95], [-74.5, -8.4], [-74.5, -8.4, 100, 7], ["-74.5", "-8.4"],
    {"type": "Point", "coordinates": []}, {"type": "Point", "coordinates": [-74.5, -8.4, 3]},
    {"type": "Polygon", "coordinates": [[[-74, -8], [-74, -9]]]}, {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[[-74, -8], [-73, -9], [-73, -8], [-74, -9], [-74, -8]]]},
    {"type": "LineString", "coordinates": [[-74, -8]]}, {"type": "GeometryCollection", "geometries": []},
    {"type": "MultiPolygon", "coordinates": [[[]]]}, {"type": "Circle"}, {"type": "Point", "coordinates": [1e400, 0]},
)  # fmt: skip


DEEP = ("deep 30", "deep 900", "deep 5000")
"""What stands for lists in lists: as many as some readers take for a sign of an attack, or fall over."""
