"""What a release says of itself, as RDF: its findings, and what each rule withheld. Graphs ``findings`` and ``ledger``.

Written after the checks, beside the canonical N-Quads and apart from them: neither counts towards the identity of a
release, and no shape or check looks at them.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.checks.report import Finding

_SEVERITY = {"violation": "Violation", "warning": "Warning", "info": "Info"}


def about(found: Sequence[Finding], withheld: Sequence[dict[str, object]], profile: str) -> bytes:
    """N-Quads of the findings (SHACL's own result vocabulary) and of the ledger of a profile, in the order given."""
    quads = [*_findings(found), *_ledger(withheld, profile)]
    return bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")


def _findings(found: Sequence[Finding]) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(terms.FINDINGS)
    for one in found:
        key = sha256("\x1f".join((one.check, one.focus, one.path, one.value)).encode()).hexdigest()[:32]
        node = ox.NamedNode(f"{terms.BASE}id/finding/{key}")

        def say(predicate: str, value: ox.NamedNode | ox.Literal, node: ox.NamedNode = node) -> ox.Quad:
            return ox.Quad(node, ox.NamedNode(predicate), value, graph)

        yield say(terms.TYPE, ox.NamedNode(terms.SH + "ValidationResult"))
        yield say(terms.SH + "resultSeverity", ox.NamedNode(terms.SH + _SEVERITY[one.severity]))
        yield say(terms.ag("foundBy"), ox.Literal(one.check))
        for lang, words in sorted(one.text.items()):
            yield say(terms.SH + "resultMessage", ox.Literal(words, language=lang))
        if one.focus and not one.focus.startswith("_:"):
            yield say(terms.SH + "focusNode", ox.NamedNode(one.focus))
        if one.path and "<" not in one.path:
            yield say(terms.SH + "resultPath", ox.NamedNode(one.path))
        for file, row, column in one.cells:
            yield say(
                terms.ag("foundAt"),
                ox.Literal(":".join([file, *([str(row)] if row else []), *([column] if column else [])])),
            )


def _ledger(withheld: Sequence[dict[str, object]], profile: str) -> Iterator[ox.Quad]:
    """A decision for each rule and level; with nothing withheld, one that says so."""
    graph, integer = ox.NamedNode(terms.LEDGER), ox.NamedNode(terms.XSD + "integer")
    nothing: dict[str, object] = {"rule": "nothing", "level": None, "statements": 0}
    for entry in withheld or [nothing]:
        key = "-".join(str(part) for part in (profile, entry["rule"], entry["level"]) if part is not None)
        node = ox.NamedNode(f"{terms.BASE}id/release/{key}")
        yield ox.Quad(node, ox.NamedNode(terms.TYPE), ox.NamedNode(terms.ag("ReleaseDecision")), graph)
        yield ox.Quad(node, ox.NamedNode(terms.ag("profile")), ox.NamedNode(terms.concept("profile", profile)), graph)
        yield ox.Quad(
            node,
            ox.NamedNode(terms.ag("withholdingRule")),
            ox.NamedNode(terms.concept("withholding-rule", str(entry["rule"]))),
            graph,
        )
        count = ox.Literal(str(entry["statements"]), datatype=integer)
        yield ox.Quad(node, ox.NamedNode(terms.ag("withheldStatements")), count, graph)
        if entry["level"] is not None:
            level = ox.Literal(str(entry["level"]), datatype=integer)
            yield ox.Quad(node, ox.NamedNode(terms.ag("level")), level, graph)
