"""The catalogue for other tools, made from the question files: SPARQL examples, OpenAPI, Markdown, JSON.

- Turtle: one ``sh:SPARQLExecutable`` a question with ``schema:target``, prefixes declared once, as the SPARQL editor
  and the example collections of SIB read them. They show every ``rdfs:comment``, whatever its language: that one is
  English, and Spanish stands in ``rdfs:label``.
- OpenAPI 3.1: a path a question, the parameters and the answer as ``ask --format json`` gives it.
"""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from amazongraph import __version__, terms
from amazongraph.messages import text
from amazongraph.questions.question import Parameter, Question, heading
from amazongraph.questions.remote import RemotePart

Listed = Sequence[tuple[Question, str]]
ENDPOINT = terms.BASE + "sparql"
_XSD = {"iri": "anyURI", "integer": "integer", "number": "decimal", "literal": "string", "xsd_date": "date"}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "iri": {"type": "string"},
    "literal": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "xsd_date": {"type": "string", "format": "date"},
}
_THING = {"$ref": "#/components/schemas/Thing"}
_CELLS: dict[str, dict[str, Any]] = {
    "entity": {"oneOf": [_THING, {"type": "null"}]},
    "entities": {"type": "array", "items": _THING},
    "ids": {"type": "array", "items": {"type": "string", "format": "iri"}},
    "sources": {"type": "array", "items": {"type": "integer"}},
    "integer": {"type": ["integer", "null"]},
    "decimal": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
}
_TEXT = {"type": ["string", "null"]}
_BOTH: dict[str, Any] = {
    "type": "object",
    "properties": {"es": {"type": "string"}, "en": {"type": "string"}},
    "required": ["es", "en"],
}


def examples(listed: Listed, lang: str, endpoint: str = ENDPOINT) -> str:
    """SPARQL examples in Turtle for the endpoint they are to be run at."""
    from rdflib import OWL, RDF, RDFS, SDO, SH, XSD, BNode, Graph, Literal, URIRef

    graph, declared = Graph(), BNode("sparql_examples_prefixes")
    for name, namespace in (("sh", SH), ("schema", SDO), ("query", terms.BASE + "query/")):
        graph.bind(name, namespace)
    graph.add((declared, RDF.type, OWL.Ontology))
    for name, namespace in sorted(terms.prefixes().items()):
        node = BNode(f"prefix_{name.replace('-', '_')}")
        graph.add((declared, SH.declare, node))
        graph.add((node, SH.prefix, Literal(name)))
        graph.add((node, SH.namespace, Literal(namespace, datatype=XSD.anyURI)))
    for question, _ in listed:
        asked = URIRef(f"{terms.BASE}query/{question.id}")
        for kind in (SH.SPARQLExecutable, SH.SPARQLSelectExecutable):
            graph.add((asked, RDF.type, kind))
        graph.add((asked, RDFS.label, Literal(question.question["es"], lang="es")))
        graph.add((asked, RDFS.comment, Literal(_told(question, "en"), lang="en")))
        graph.add((asked, SH.prefixes, declared))
        graph.add((asked, SH.select, Literal(question.query)))
        graph.add((asked, SDO.target, URIRef(endpoint)))
        for tag in question.tags:
            graph.add((asked, SDO.keywords, Literal(tag)))
        for parameter in question.parameters:
            part = BNode(f"{question.id.replace('-', '_')}_{parameter.name}")
            graph.add((asked, SH.parameter, part))
            graph.add((part, SH.path, URIRef(f"{terms.BASE}query/parameter/{parameter.name}")))
            graph.add((part, SH.datatype, XSD[_XSD[parameter.type]]))
            graph.add((part, SH.optional, Literal(not parameter.required)))
            for code, label in sorted(parameter.label.items()):
                graph.add((part, SH.name, Literal(label, lang=code)))
    return graph.serialize(format="turtle")


def _told(question: Question, lang: str) -> str:
    """What a query asks, and that its rows are not yet those of the answer, where they are not."""
    asked = question.question[lang]
    return f"{asked} {text('publish.reckoned', lang, name=question.reckoned_by)}" if question.reckoned_by else asked


def openapi(listed: Listed, lang: str, endpoint: str = terms.BASE + "api") -> str:
    """The questions as an API: ``GET /<id>`` with its parameters, answering as ``ask --format json`` does."""
    said = {
        "openapi": "3.1.0",
        "info": {"title": "amazongraph", "version": __version__, "description": text("publish.about", lang)},
        "servers": [{"url": endpoint}],
        "tags": [{"name": theme} for theme in sorted({question.theme for question, _ in listed})],
        "paths": {f"/{question.id}": {"get": _operation(question, lang)} for question, _ in listed},
        "components": {"schemas": {"Thing": _thing(), "Source": _source()}},
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _operation(question: Question, lang: str) -> dict[str, Any]:
    return {
        "operationId": question.id,
        "summary": question.question[lang],
        "description": question.note[lang],
        "tags": [question.theme],
        "parameters": [_query_parameter(one, lang) for one in question.parameters],
        "responses": {
            "200": {
                "description": question.question[lang],
                "content": {"application/json": {"schema": _answer(question, lang)}},
            },
            "400": {"description": text("publish.refused", lang)},
        },
    }


def _query_parameter(parameter: Parameter, lang: str) -> dict[str, Any]:
    schema = dict(_SCHEMAS[parameter.type])
    if parameter.choices:
        schema["examples"] = list(parameter.choices)
    if parameter.default:
        schema["default"] = parameter.default
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.label[lang],
        "schema": schema,
    }


def _answer(question: Question, lang: str) -> dict[str, Any]:
    row = {
        "type": "object",
        "properties": {
            one.name: {**_CELLS.get(one.type, _TEXT), "description": heading(one, lang)} for one in question.columns
        },
        "required": [one.name for one in question.columns],
    }
    return {
        "type": "object",
        "properties": {
            "release": {"type": "string"},
            "profile": {"type": "string"},
            "coverage": {"type": ["object", "null"]},
            **({"remote": {"type": "array", "items": {"type": "object"}}} if question.remote else {}),
            "rows": {"type": "array", "items": row},
            "sources": {"type": "array", "items": {"$ref": "#/components/schemas/Source"}},
        },
        "required": ["release", "profile", "coverage", "rows", "sources"],
    }


def _thing() -> dict[str, Any]:
    return {**_BOTH, "properties": {"iri": {"type": "string", "format": "iri"}, **_BOTH["properties"]}}


def _source() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "number": {"type": "integer"},
            "iri": {"type": "string", "format": "iri"},
            "text": {"type": "string"},
        },
        "required": ["number", "iri", "text"],
    }


def pages(listed: Listed, lang: str) -> str:
    """Markdown: by theme, what each question asks, takes, gives and rests on, with its query."""
    parts = []
    for theme, group in groupby(listed, key=lambda entry: entry[0].theme):
        parts += [f"# {theme}", *(part for question, status in group for part in _page(question, status, lang))]
    return "\n\n".join(parts) + "\n"


def _page(question: Question, status: str, lang: str) -> list[str]:
    parameters = [f"- `{one.name}`: {one.label[lang]}" for one in question.parameters]
    columns = [f"- {heading(one, lang)}" for one in question.columns if one.lang in {"", lang} and one.type != "ids"]
    return [
        f"## `{question.id}`",
        f"{question.question[lang]} *({text('question.' + status, lang)})*",
        question.note[lang],
        *([text("publish.parameters", lang), "\n".join(parameters)] if parameters else []),
        text("publish.columns", lang),
        "\n".join(columns),
        f"```sparql\n{_without_header(question.query)}```",
        *([text("publish.reckoned", lang, name=question.reckoned_by)] if question.reckoned_by else []),
        *(said for part in question.remote for said in (remote(question, part, lang), f"```sparql\n{part.query}```")),
    ]


def remote(question: Question, part: RemotePart, lang: str) -> str:
    """What an endpoint is sent, of whom the query of a remote part is asked."""
    column = next(heading(one, lang) for one in question.columns if one.name == part.key)
    kind = text(f"sends.{part.sends}", lang)
    return text("publish.remote", lang, title=part.title[lang], name=part.endpoint, column=column, kind=kind)


def _without_header(query: str) -> str:
    return "".join(line for line in query.splitlines(keepends=True) if not line.startswith(("#+", "#defaultView")))


def index(listed: Listed, lang: str) -> str:
    """JSON: everything that the files say, with the status in this release."""
    said = [{"status": status, **question.as_dict()} for question, status in listed]
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


CATALOGUES = {"json": index, "turtle": examples, "openapi": openapi, "markdown": pages}
