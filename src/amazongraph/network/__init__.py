"""A published release as graphs for network analysis, one named kind each, and what may be said with them.

Owns what a graph of each kind holds (``kinds.toml``) and how it is read from the statements of a profile; knows nothing
of files: those are written by ``export``.
"""
