"""The graph in Python: what ``import amazongraph`` offers. Opens one profile of one published release, for reading.

Owns the forms an answer takes in a program or a notebook; knows nothing of how a release is made.
"""
