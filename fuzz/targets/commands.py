"""The command line itself: what somebody types behind a verb that reads; it ends with a documented exit code.

Nothing is written: the workspace is afterwards as it was before.
"""

from cli.console import run
from dice import Dice
from ground import release, settings
from harness import BrokenPromiseError, in_words, snapshot

VERBS = (
    ("find", 1, ("--lang", "--json", "--type")),
    ("show", 1, ("--lang", "--json", "--profile")),
    ("cite", 1, ("--lang",)),
    ("compare", 1, ("--lang", "--area", "--format")),
    ("questions", 1, ("--lang", "--json")),
    ("ask", 1, ("--param", "--lang", "--format", "--bibliography")),
    ("sources", 0, ("--lang", "--json")),
    ("where", 0, ("--lang", "--json")),
    ("release use", 1, ("--lang",)),
    ("diff", 2, ("--lang", "--json")),
    ("check", 1, ("--lang", "--format")),
    ("mend", 2, ("--lang",)),
    ("sheet", 1, ("--of", "--from", "--lang")),
    ("add", 2, ("--retrieved", "--edition", "--who", "--url")),
)
WORDS = (
    *(
        "es",
        "en",
        "public",
        "own",
        "json",
        "csv",
        "isconahua",
        "reserve:reserva-isconahua",
        "figure:kill-001",
        "killings",
    ),
    *(
        "Perú",
        "current",
        "previous",
        "communities",
        "ucdp-ged",
        "area=Perú",
        "since=2020",
        "2020",
        "legal area",
        "25",
        "x.csv",
    ),
)
SEEDS = [bytes([number, 2, number]) for number in range(14)] + [
    bytes([number, 1, 9, 3, 60, 1, 1]) for number in range(14)
]


def target(data: bytes) -> None:
    """A verb with its arguments and some of its options."""
    dice = Dice(data)
    verb, many, options = dice.pick(VERBS)
    words = [_word(dice) for _ in range(many if dice.below(8) else dice.below(4))]
    for _ in range(dice.below(3)):
        words += [dice.pick(options), *([_word(dice)] if dice.below(5) else [])]
    release()
    root = settings().root
    before = snapshot(root)
    with in_words():
        ran = run("--workspace", root, *verb.split(), *words)
    if ran.code not in {0, 1, 2, 3, 4}:
        raise BrokenPromiseError(f"{verb} {words}: exit code {ran.code}")
    if ran.code in {2, 3, 4} and len(ran.err.strip()) < 10:
        raise BrokenPromiseError(f"{verb} {words}: exit code {ran.code}, and says {ran.err!r}")
    if "Traceback" in ran.err:
        raise BrokenPromiseError(ran.err)
    if (after := snapshot(root)) != before:
        raise BrokenPromiseError(f"{verb} {words}: changed {sorted(after.keys() ^ before.keys())[:5]}")


def _word(dice: Dice) -> str:
    return dice.pick(WORDS) if dice.below(3) else dice.text().replace("\0", "")
