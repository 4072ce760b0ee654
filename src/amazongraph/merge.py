"""Names that denote one thing become one: writes ``canonical``, and leaves the written subject in place.

Sees statements and the file of decisions only; how decisions come about is not its business.
"""

import polars as pl

DECISIONS: dict[str, pl.DataType] = {"iri": pl.String(), "canonical": pl.String()}


def merge(frame: pl.DataFrame, decisions: pl.DataFrame | None = None) -> pl.DataFrame:
    """Add ``canonical``: the IRI that ``decisions`` (columns ``iri``, ``canonical``) gives the subject, else itself.

    Objects stay as written: a query follows them through the canonical name of what they denote.
    """
    decided = pl.DataFrame(schema=DECISIONS) if decisions is None else decisions
    return frame.join(decided, left_on="subject", right_on="iri", how="left", maintain_order="left").with_columns(
        canonical=pl.coalesce("canonical", "subject")
    )
