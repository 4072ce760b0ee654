"""What may leave, and what is withheld: sees statements and the ground floor only."""

from amazongraph.disclosure.levels import PROFILES, disclose, ledger, refused

__all__ = ["PROFILES", "disclose", "ledger", "refused"]
