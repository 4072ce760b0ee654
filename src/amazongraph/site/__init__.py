"""A release as a static site in Spanish and English: vocabulary, questions, rules, sources and things, with no server.

Reads a published release at one profile, and ``ontology/`` as it ships. Nothing in it is fetched from elsewhere: a
page opens from a folder, a memory stick or any web server.
"""
