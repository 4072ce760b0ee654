"""Linking: names compared, candidates found and scored, and the judgements that people and the program make of them.

Writes judgements into the workspace and stops there: what a judgement does to the graph is the business of ``merge``.
"""
