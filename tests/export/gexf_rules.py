"""The rules of the GEXF 1.3 schema (gexf.net: gexf, data, dynamics, viz) as far as our files use it: what may stand
where, with which attributes, how often, and what the values look like. Written down from the published grammar.
"""

import re
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

GEXF, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
ONE, OPTIONAL, MANY = "one", "optional", "many"
Check = Callable[[str], bool]


def token(text: str) -> bool:
    return text == " ".join(text.split())


def day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and date.fromisoformat(text) is not None


def one_of(*words: str) -> Check:
    return lambda text: text in words


def number(least: float, most: float = float("inf")) -> Check:
    return lambda text: least <= float(text) <= most


def count(text: str) -> bool:
    return text.isdecimal()


def channel(text: str) -> bool:
    return text.isdecimal() and int(text) <= 255


def anything(text: str) -> bool:
    return True


TYPES = one_of(
    *("integer", "long", "double", "float", "boolean", "bigdecimal", "biginteger", "byte", "char", "short", "string"),
    *("anyURI", "liststring", "listboolean", "listinteger", "listlong", "listfloat", "listdouble", "listbyte"),
    *("listshort", "listbigdecimal", "listbiginteger", "listchar"),
)
DIRECTIONS = one_of("directed", "undirected", "mutual")
TIMES = {"start": (OPTIONAL, day), "end": (OPTIONAL, day)}
# Element -> its attributes (how often, what they look like) and its children (how often).
RULES: dict[str, tuple[dict[str, tuple[str, Check]], dict[str, str]]] = {
    GEXF + "gexf": ({"version": (ONE, one_of("1.3"))}, {GEXF + "meta": OPTIONAL, GEXF + "graph": ONE}),
    GEXF + "meta": (
        {"lastmodifieddate": (OPTIONAL, day)},
        {GEXF + name: OPTIONAL for name in ("creator", "keywords", "description")},
    ),
    GEXF + "creator": ({}, {}),
    GEXF + "description": ({}, {}),
    GEXF + "graph": (
        {
            "defaultedgetype": (OPTIONAL, DIRECTIONS),
            "idtype": (OPTIONAL, one_of("integer", "string")),
            "mode": (OPTIONAL, one_of("static", "dynamic", "slice")),
            "timeformat": (OPTIONAL, one_of("date")),
            "timerepresentation": (OPTIONAL, one_of("interval", "timestamp")),
        },
        {GEXF + "attributes": MANY, GEXF + "nodes": ONE, GEXF + "edges": ONE},
    ),
    GEXF + "attributes": ({"class": (ONE, one_of("node", "edge"))}, {GEXF + "attribute": MANY}),
    GEXF + "attribute": ({"id": (ONE, anything), "title": (ONE, anything), "type": (ONE, TYPES)}, {}),
    GEXF + "nodes": ({"count": (OPTIONAL, count)}, {GEXF + "node": MANY}),
    GEXF + "edges": ({"count": (OPTIONAL, count)}, {GEXF + "edge": MANY}),
    GEXF + "node": (
        {"id": (ONE, anything), "label": (OPTIONAL, token), **TIMES},
        {GEXF + "attvalues": OPTIONAL, VIZ + "color": OPTIONAL, VIZ + "size": OPTIONAL},
    ),
    GEXF + "edge": (
        {
            **dict.fromkeys(("id", "source", "target"), (ONE, anything)),
            "type": (OPTIONAL, DIRECTIONS),
            "label": (OPTIONAL, token),
            "kind": (OPTIONAL, token),
            "weight": (OPTIONAL, number(float("-inf"))),
            **TIMES,
        },
        {GEXF + "attvalues": OPTIONAL},
    ),
    GEXF + "attvalues": ({}, {GEXF + "attvalue": MANY}),
    GEXF + "attvalue": ({"for": (ONE, anything), "value": (ONE, anything)}, {}),
    VIZ + "color": (dict.fromkeys("rgb", (ONE, channel)), {}),
    VIZ + "size": ({"value": (ONE, number(0))}, {}),
}


def broken(root: ElementTree.Element) -> list[str]:
    """What breaks a rule of the schema, and what Gephi cannot read though the schema allows it."""
    found = [problem for element in root.iter() for problem in _element(element)]
    declared = {
        one.get("class"): {attribute.get("id"): attribute.get("type") for attribute in one}
        for one in root.iter(GEXF + "attributes")
    }
    for of in ("node", "edge"):
        elements = list(root.iter(GEXF + of))
        ids = [element.get("id") for element in elements]
        found += [f"two of {of} {one}" for one in set(ids) if ids.count(one) > 1]
        for value in (value for element in elements for value in element.iter(GEXF + "attvalue")):
            if not _typed(declared[of].get(value.get("for")), value.get("value") or ""):
                found.append(f"{of}: {value.attrib}")
    nodes = {element.get("id") for element in root.iter(GEXF + "node")}
    ends = {edge.get(name) for edge in root.iter(GEXF + "edge") for name in ("source", "target")}
    return found + [f"no node {one}" for one in ends - nodes] + _dates(root)


def _element(element: ElementTree.Element) -> list[str]:
    if element.tag not in RULES:
        return [f"element {element.tag}"]
    attributes, children = RULES[element.tag]
    found = [f"{element.tag} @{name}" for name in element.attrib if name not in attributes]
    for name, (often, looks) in attributes.items():
        value = element.get(name)
        if (value is None and often == ONE) or (value is not None and not looks(value)):
            found.append(f"{element.tag} @{name}={value!r}")
    tags = [child.tag for child in element]
    found += [f"{element.tag}/{tag}" for tag in tags if tag not in children]
    allowed = {ONE: (1, 1), OPTIONAL: (0, 1), MANY: (0, len(tags))}
    for tag, often in children.items():
        least, most = allowed[often]
        if not least <= tags.count(tag) <= most:
            found.append(f"{element.tag}/{tag}: {tags.count(tag)}")
    return found


def _typed(kind: str | None, value: str) -> bool:
    match kind:
        case "boolean":
            return value in {"true", "false"}
        case "long":
            return bool(re.fullmatch(r"-?\d+", value))
        case "double":
            return float(value) == float(value)
    return kind == "string"


def _dates(root: ElementTree.Element) -> list[str]:
    """A date in a graph that is not dynamic, and a span that ends before it begins."""
    graph = root.find(GEXF + "graph")
    dated = [one for one in root.iter() if one.get("start") or one.get("end")]
    if graph is None or (dated and (graph.get("mode"), graph.get("timeformat")) != ("dynamic", "date")):
        return ["dates in a graph that is not dynamic"]
    return [str(one.attrib) for one in dated if (one.get("start") or "0") > (one.get("end") or "9")]
