"""What may leave, what is withheld, and what is refused: sees statements and the ground floor only."""

from amazongraph.disclosure.levels import PROFILES, RULES, disclose, ledger, refused
from amazongraph.disclosure.refusals import REASONS, refusal, refused_texts

__all__ = ["PROFILES", "REASONS", "RULES", "disclose", "ledger", "refusal", "refused", "refused_texts"]
