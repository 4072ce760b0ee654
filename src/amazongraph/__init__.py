"""A citable knowledge graph of who is affected by drug trafficking in the Peruvian Amazon, where, and who says so."""

__version__ = "0.1.0"
