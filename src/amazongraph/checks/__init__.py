"""The gate: what must hold before a release is published, and what is told of the rest.

A Violation means that a record of ours is malformed, and stops the release. What is odd in the world or missing in the
sources is a published finding.
"""
