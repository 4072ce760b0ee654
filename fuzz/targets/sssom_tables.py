"""Tables of judgements (SSSOM/TSV): what is read can be written, and reads the same again."""

from dice import Dice, lines_mutated, rows_mutated
from harness import in_words, put, same, scratch

from amazongraph.sssom import decided, read_judgements, read_set, write_judgements

META = """#mapping_set_id: https://example.org/set
#mapping_set_title: Enlaces
#license: https://creativecommons.org/publicdomain/zero/1.0/
#mapping_date: 2026-01-02
#other: "level: 1"
#curie_map:
#  ex: https://example.org/
#  ag: https://w3id.org/amazongraph/ns#
"""
HEADER = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "mapping_justification"),
    *("confidence", "author_id", "mapping_date", "comment", "other", "see_also"),
)
ROWS = (
    (
        "ex:a",
        "A",
        "skos:exactMatch",
        "",
        "https://example.org/b",
        "semapv:ManualMappingCuration",
        "1",
        "ex:me",
        "2026-01-02",
        "x",
        "",
        "",
    ),
    (
        "ex:c",
        "C",
        "skos:closeMatch",
        "Not",
        "ex:d",
        "semapv:LexicalMatching",
        "0.91",
        "",
        "",
        "",
        "level: 2|más",
        "ex:y",
    ),
)
ABOVE = (
    "#mapping_date: 2024-02-30\n",
    "#a: &a [*a]\n#other: *a\n",
    "#curie_map: [1]\n",
    "#curie_map:\n#  1: 2\n#  ~: x\n",
    "#mapping_set_id: [x]\n",
    "#other: " + "9" * 5000 + "\n",
    "#" + "[" * 3000 + "\n",
    "#x: !!python/object:x {}\n",
    "#mapping_set_id: https://example.org/ñ ñ\n",
    "#a: &a [x,x,x,x,x,x,x,x,x]\n#b: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n#c: &c [*b,*b,*b,*b,*b,*b,*b]\n"
    "#d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\n"
    "#e: &e [*d,*d,*d,*d,*d,*d,*d]\n#f: &f [*e,*e,*e,*e,*e,*e,*e]\n#other: *f\n",
    "#? {a: b}\n#: c\n",
    "#\tx\n",
    "#x: {{}: 1}\n",
)
SEEDS = [
    b"",
    b"\x01\x02\x03",
    bytes(range(30)),
    bytes(range(90, 140)),
    *(bytes([4, number, 2, 1]) for number in range(13)),
]


def target(data: bytes) -> None:
    """A table with cells, columns or lines changed."""
    dice = Dice(data)
    above = META
    if dice.below(5) == 4:
        above = dice.pick(ABOVE) + META if dice.below(2) else META + dice.pick(ABOVE)
    rows = rows_mutated(HEADER, ROWS, dice)
    text = above + "\n".join("\t".join(row) for row in rows) + "\n"
    content = text.encode("utf-8", "surrogatepass") if dice.below(3) else lines_mutated(text, dice, 3)
    path = put("enlaces.sssom.tsv", content)
    with in_words():
        set_id, title = read_set(path)
        found = read_judgements(path)
        decided(found)
        again = scratch() / "otra.sssom.tsv"
        write_judgements(again, set_id, title, found)
        same("written and read again", read_judgements(again), tuple(sorted(set(found))))
