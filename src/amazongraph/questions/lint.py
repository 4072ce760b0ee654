"""The rules a query must keep so that every engine gives it the same answer (each was broken once, and measured).

Reads the text of a query, not its algebra: a rule is something an author can see.
"""

import re
from collections.abc import Iterator

from amazongraph import ontology, terms
from amazongraph.questions.question import ANY, Parameter, Population, Question
from amazongraph.questions.reckonings import RECKONINGS
from amazongraph.questions.remote import lint_remote
from amazongraph.questions.resting import RELEASE, read_template

_PLAIN = re.compile(
    r"(?P<text>'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\""
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")|(?P<iri><[^<>\s]*>)|#[^\n]*",
    re.DOTALL,
)
# A name is looked at from its beginning only: from each of its letters, a long one would take for ever.
_DURATION = r"(?:\"\"\^\^)?(?<!\w)\w*:(?:dayTime|yearMonth)?Duration(?:\s*\(\"\"\))?"


def _word(name: str) -> re.Pattern[str]:
    """A keyword, and what stands after it: never a variable or a part of a name."""
    return re.compile(rf"(?<![\w?:])(?<![A-Za-z]-)(?:{name})", re.IGNORECASE)


_RULES = (
    ("count-distinct", _word(r"COUNT\s*\((?!\s*DISTINCT\b)")),
    ("service", _word(r"SERVICE(?![\w:-])")),
    ("concat-str", _word(r"GROUP_CONCAT\s*\((?!\s*(?:DISTINCT\s+)?STR\s*\()")),
    ("date-plus-duration", re.compile(rf"\+\s*(?:\?\w*duration|{_DURATION})|{_DURATION}\s*\+", re.IGNORECASE)),
)
_SUM = _word(r"(?:SUM|AVG)\s*\(")
_INNER_DISTINCT = re.compile(r"\{\s*SELECT\s+DISTINCT\b([^{]*)", re.IGNORECASE)
_NOT_EXISTS = _word(r"NOT\s+EXISTS\s*\{")
_FILTER = _word(r"FILTER(?![\w:-])")
_NAMED = re.compile(r"\bAS\s+\?(\w+)\s*\)", re.IGNORECASE)
_ADDS_UP = _word(r"(?:COUNT|SUM)\s*\(")
_VARIABLE = re.compile(r"\?\w+")


def lint(question: Question) -> list[str]:
    """The names of the rules the question breaks, sorted; empty for a sound one.

    ``count-distinct``; ``sum-over-distinct``: a SUM or AVG over anything but one inner SELECT DISTINCT that keeps the
    entity beside the value; ``concat-str``; ``not-exists``: over several patterns, where MINUS is meant;
    ``date-plus-duration``; ``service``; ``parameter-place``: a parameter stands outside a FILTER of the outermost
    group, where engines silently ignore it; ``parameter-unused``: it stands nowhere, though no reckoning takes it.
    """
    query = _PLAIN.sub(_blank, question.query).replace("$", "?")
    broken = {name for name, pattern in _RULES if pattern.search(query)}
    if not all(_sums_distinct(query, _inside(query, found.end())) for found in _SUM.finditer(query)):
        broken.add("sum-over-distinct")
    if any(_several(_inside(query, found.end())) for found in _NOT_EXISTS.finditer(query)):
        broken.add("not-exists")
    for parameter in question.parameters:
        if parameter.reckons and question.reckoned_by:
            continue
        broken |= _places(query, "?" + parameter.variable)
    return sorted(broken)


def lint_header(question: Question) -> list[str]:
    """The names of the rules that the header of a question breaks, sorted.

    ``rests-on``: a template is malformed, names no column, or joins to a column that there is not. ``parameter-of``: a
    parameter that takes an IRI does not say of which classes or schemes, or of ones that there are not.
    ``population``: its classes or properties are unknown, or it reads none. ``at-least``: a column that counts or adds
    up does not say whether it is a least value; nor does a number that a reckoning makes. ``unit``: a decimal does not
    say of which unit it is. ``reckoned-by``: there is no such reckoning. Besides, those of ``lint_remote``.
    """
    broken = lint_remote(question)
    columns = {column.name for column in question.columns}
    for text in question.rests_on:
        if text == RELEASE:
            continue
        try:
            template = read_template(text)
        except ValueError:
            broken.add("rests-on")
        else:
            bound = columns & {template.subject[1:], template.object[1:]}
            if not bound or (not template.predicates and template.subject[1:] not in columns):
                broken.add("rests-on")
    if not question.rests_on:
        broken.add("rests-on")
    if not all(_says_of_what(parameter) for parameter in question.parameters if parameter.type == "iri"):
        broken.add("parameter-of")
    if question.population and not _is_known(question.population):
        broken.add("population")
    if question.reckoned_by and question.reckoned_by not in RECKONINGS:
        broken.add("reckoned-by")
    if {column.name for column in question.columns if column.at_least is None} & _counted(question):
        broken.add("at-least")
    if not all(one.unit or one.unit_in in columns - {""} for one in question.columns if one.type == "decimal"):
        broken.add("unit")
    return sorted(broken)


def _says_of_what(parameter: Parameter) -> bool:
    try:
        of = [terms.expand(kind) if ":" in kind else kind for kind in parameter.of]
        choices = [terms.expand(choice) for choice in parameter.choices]
    except KeyError:
        return False
    known = ontology.load()
    return bool(of or choices) and all(kind == ANY or kind in known.concepts or kind in known.classes for kind in of)


def _is_known(population: Population) -> bool:
    try:
        classes = {terms.expand(one) for one in population.classes}
        reads = {terms.expand(one.removeprefix("^")) for one in population.reads}
        scope = {terms.expand(one.split()[0]) for one in population.scope if len(one.split()) == 2}
    except KeyError:
        return False
    known = ontology.load()
    properties = {one for one in reads | scope if one.startswith(terms.NS)}
    return bool(classes and reads) and classes <= known.classes and properties <= known.properties


def _counted(question: Question) -> set[str]:
    """The names of what the query counts or adds up, and of the numbers that a reckoning makes."""
    numbers = {one.name for one in question.columns if one.type in {"integer", "decimal"} and not one.remote}
    selected = set(_VARIABLE.findall(_PLAIN.sub(_blank, question.query)))
    made = {name for name in numbers if f"?{name}" not in selected} if question.reckoned_by else set()
    return made | set(_aggregates(question.query))


def _aggregates(query: str) -> Iterator[str]:
    """The names of what a query counts or adds up."""
    plain = _PLAIN.sub(_blank, query)
    for found in _NAMED.finditer(plain):
        start, depth = found.start(), 0
        while depth >= 0 and start > 0:
            start -= 1
            depth += (plain[start] == ")") - (plain[start] == "(")
        if _ADDS_UP.search(plain, start, found.start()):
            yield found[1]


def _blank(match: re.Match[str]) -> str:
    """Leave no text, comment or IRI that could be taken for syntax."""
    if match["text"]:
        return '""'
    if match["iri"]:
        return "xsd:duration" if match["iri"].lower().endswith("duration>") else "<>"
    return ""


def _inside(query: str, start: int) -> str:
    """What stands from ``start``, just after an opening bracket, to the bracket that closes it."""
    depth = 1
    for i, char in enumerate(query[start:], start):
        depth += (char in "({") - (char in ")}")
        if not depth:
            return query[start:i]
    return query[start:]


def _emptied(text: str, opening: str, closing: str) -> str:
    """The text with every outermost bracketed part emptied."""
    kept, depth = "", 0
    for char in text:
        depth -= char == closing
        if not depth:
            kept += char
        depth += char == opening
    return kept


def _sums_distinct(query: str, argument: str) -> bool:
    """Whether what is summed up comes from one inner SELECT DISTINCT, and nothing beside it multiplies its rows."""
    summed = set(_VARIABLE.findall(argument))
    for found in _INNER_DISTINCT.finditer(query):
        keeps_entity = summed < set(_VARIABLE.findall(found[1]))
        if keeps_entity and not argument.lstrip().upper().startswith("DISTINCT") and _alone(query, found.start()):
            return True
    return False


def _alone(query: str, start: int) -> bool:
    """Whether the group that begins at ``start`` has only filters, bindings and values beside it."""
    depth, opened = 0, start
    while depth >= 0 and opened > 0:
        opened -= 1
        depth += (query[opened] == "}") - (query[opened] == "{")
    group = _emptied(_emptied(_inside(query, opened + 1), "(", ")"), "{", "}")
    rest = re.sub(r"\bVALUES\s*(?:\?\w+|\(\))\s*\{\}|\bBIND\s*\(\)|\bFILTER\s*\w*\s*\(\)|[\s.]", "", group, flags=re.I)
    return rest == "{}"


def _several(body: str) -> bool:
    """Whether a group holds more than one triple pattern, filters aside."""
    patterns = re.sub(r"\bFILTER\s*\w*\s*\(\)", "", _emptied(body, "(", ")"), flags=re.IGNORECASE).strip(" .\n\t")
    return bool(re.search(r"[{;,]|\.\s+\S|\.[?<]", patterns))


def _places(query: str, variable: str) -> set[str]:
    """What is wrong with where a parameter variable stands."""
    found = list(re.finditer(re.escape(variable) + r"\b", query))
    if not found:
        return {"parameter-unused"}
    for match in found:
        before = query[: match.start()]
        if before.count("{") - before.count("}") != 1 or not _in_filter(before):
            return {"parameter-place"}
    return set()


def _in_filter(before: str) -> bool:
    """Whether the brackets of the last FILTER are still open where the text ends."""
    filters = list(_FILTER.finditer(before))
    after = before[filters[-1].end() :] if filters else ")"
    return "(" in after and _inside(after, after.index("(") + 1) == after[after.index("(") + 1 :]
