"""Whether a mapping file of a data set can be followed: every name in it is one that it gives. Told when the file is
read, so that no row of data falls over it.
"""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from amazongraph import terms, values
from amazongraph.sources import composing
from amazongraph.sources.mapping import Column, Mapping
from amazongraph.sources.shaping import PLACES, Shape

COUNTED = ("place", "place_key", "period", "value", "level")
"""The columns of a row of counts, besides the kind of what was counted."""
_BARE = frozenset(
    {"text", "decimal", "integer", "boolean", "flag", "interval", "web-address", "language", "place", "ubigeo", "unit"}
    | {"unit-code", "department", "unit-named", "unit-match", "itself", "class"}
)
_DETAILED = frozenset({"concept", "ref", "any"})


def check_names(shape: Shape, mapping: Mapping, role: str, count: dict[str, str]) -> None:
    """Raises ``ValueError`` for a name that the file does not give, a pattern or number that is none, and for what
    would make an IRI that is none.
    """
    given = _given(shape, count)
    for one in (mapping, *mapping.more):
        _check_mapping(one, given)
    _check_keys(mapping.card.key, *([role] if role else []))
    _all_in("sums", shape.sums, given)
    patterns = [*([shape.series] if shape.series else []), *shape.editions]
    for pattern in patterns:
        try:
            groups = re.compile(pattern).groups
            re.sub(pattern, shape.editions.get(pattern, ""), "")
        except (re.error, IndexError) as error:
            raise ValueError(f"{pattern!r}: {error}") from error
        if pattern == shape.series and groups < 1:
            raise ValueError(f"{pattern!r}: ( )")


def _given(shape: Shape, count: dict[str, str]) -> set[str]:
    """The names of the cells of a row, as the section ``[file]`` gives them one after the other."""
    given = {*shape.columns, *PLACES}
    if count:
        _all_in("count", [count[name] for name in ("longitude", "latitude", "date", "kind")], given)
        given = {*COUNTED, count["kind"]}
    for name, parts in shape.first.items():
        _all_in(name, parts, given)
    given |= set(shape.first)
    _all_in("codes", shape.codes, given)
    _all_in("unlike", [*shape.unlike, *shape.unlike.values()], given)
    given |= (
        {f"{name}_code" for name in shape.codes} | set(shape.constants) | ({"edition"} if shape.editions else set())
    )
    given |= {shape.series_name, "value", "published"} if shape.series else set()
    for name, said in shape.cases.items():
        for pattern, template in said.items():
            _check_template(name, template if pattern != "of" or "{" in template else f"{{{template}}}", given)
        _all_in(name, ["of"], set(said))
        given.add(name)
    for name, template in shape.templates.items():
        _check_template(name, template, given)
        given.add(name)
    return given


def _check_template(name: str, template: str, given: set[str]) -> None:
    _all_in(name, composing.fields(template), given)
    if unknown := composing.unknown_filters(template):
        raise ValueError(f"{name}: |{unknown[0]}")


def _check_mapping(mapping: Mapping, given: set[str]) -> None:
    axes = [mapping.point[name] for name in ("longitude", "latitude")] if mapping.point else []
    _check_keys(mapping.kind, *([mapping.point["role"]] if mapping.point else []))
    own = [mapping.key_column, mapping.when, mapping.class_column, mapping.subject_column, *axes, *mapping.columns]
    own += ["property", "value"] if mapping.subject_column else []
    every = [*mapping.columns.values(), *mapping.properties.values()]
    own += [column.lang_column for column in every]
    _all_in("table", [name for name in own if name], given)
    for column in every:
        _check_column(column)
    for iri in (*mapping.classes.values(), mapping.source_class):
        _check_iri(iri)


def _check_column(column: Column) -> None:
    _check_iri(column.property)
    kind, _, detail = column.value.partition(":")
    if column.value not in _BARE and not (kind in _DETAILED and detail):
        raise ValueError(f"{column.name}: value = {column.value!r}")
    try:
        if column.factor and not Decimal(column.factor).is_finite():
            raise ValueError(f"{column.name}: factor = {column.factor!r}")
    except InvalidOperation as error:
        raise ValueError(f"{column.name}: factor = {column.factor!r}") from error


def _check_iri(iri: str) -> None:
    try:
        values.iri(iri)
    except ValueError as error:
        raise ValueError(f"{iri!r}: {error}") from error


def _check_keys(*keys: str) -> None:
    """What stands in an IRI is a key: small letters, digits, hyphens."""
    for key in keys:
        if not terms.KEY.fullmatch(key):
            raise ValueError(f"{key!r}: a-z, 0-9, -")


def _all_in(where: str, names: Iterable[str], given: set[str]) -> None:
    for name in names:
        if name not in given:
            raise ValueError(f"{where}: {name!r}")
