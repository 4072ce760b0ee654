"""``python -m amazongraph`` is the command ``amazongraph``."""

from amazongraph.cli import main

if __name__ == "__main__":
    main()
