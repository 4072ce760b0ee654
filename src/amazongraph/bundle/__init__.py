"""A release as one file to hand on: what goes into it, and how it is verified, opened and installed.

Sees published releases and their exports; never the tables or stages that a release was built from.
"""
