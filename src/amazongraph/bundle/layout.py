"""How a bundle is laid out: what both the writer and the reader must know.

::

    bundle.json                 what the file is: format, release, profiles
    SHA256SUMS                  of every other file
    release/                    what a release on disk has, without its store, which is made of graph.nq
      manifest.json
      public/graph.nq, about.nq, statements.parquet, ...
    everything else             for people and other programs; not needed to install
"""

MARKER, SUMS, RELEASE = "bundle.json", "SHA256SUMS", "release/"
FORMAT = 1
GRAPH, ABOUT = "graph.nq", "about.nq"
# What a profile of a release is on disk, but for its store.
NEEDED = (
    GRAPH,
    ABOUT,
    "statements.parquet",
    "places.parquet",
    "findings.json",
    "ledger.json",
    "questions.json",
    "sources.json",
)
OPTIONAL = ("left-out.json",)  # releases of before had none
