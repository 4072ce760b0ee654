"""``python -m amazongraph`` is the command ``amazongraph``."""

from amazongraph.cli import main

main()
