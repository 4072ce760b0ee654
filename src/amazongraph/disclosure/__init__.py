"""What may leave, what is withheld, and what is refused: sees statements and the ground floor only."""

from amazongraph.disclosure.levels import RULES, disclose, disclosed_places, ledger, refused
from amazongraph.disclosure.refusals import REASONS, refusal, refused_texts
from amazongraph.statements import PROFILES

__all__ = [
    "PROFILES",
    "REASONS",
    "RULES",
    "disclose",
    "disclosed_places",
    "ledger",
    "refusal",
    "refused",
    "refused_texts",
]
