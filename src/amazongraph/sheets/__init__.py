"""Spreadsheets that people fill in: the current rows of a kind go out, what was changed comes back as claims.

Reads a published release; what comes back is written as a source of the workspace and never touches what others say.
"""
