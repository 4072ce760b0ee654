"""What a question needs beyond SPARQL: pure functions, rows in, rows out, each named in the header of its question.

A reckoning takes the rows that the query gave (variable -> text, nothing where it is unbound; what the query joined is
separated by spaces, in no order) and the parameters (name -> text: IRIs in full, dates as their first day). It gives
the rows of the answer, column -> text, in the order they are shown. It reads no store, no file and no clock. Its
docstring states the method and where the method is from; the note of the question says the same to its reader.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from amazongraph.questions.reckonings.ages import ages
from amazongraph.questions.reckonings.before_after import before_after
from amazongraph.questions.reckonings.case_days import case_days
from amazongraph.questions.reckonings.contexts import killings_in_context
from amazongraph.questions.reckonings.emergency_days import emergency_days
from amazongraph.questions.reckonings.eradication import eradication_and_coca
from amazongraph.questions.reckonings.joining_places import joining_places
from amazongraph.questions.reckonings.lists import lists_of_killings
from amazongraph.questions.reckonings.protection import protection_before
from amazongraph.questions.reckonings.recurring_organisations import recurring_organisations
from amazongraph.questions.reckonings.representation_reach import representation_reach
from amazongraph.questions.reckonings.source_clusters import source_clusters
from amazongraph.questions.reckonings.step_durations import step_durations
from amazongraph.questions.reckonings.threats import threats_followed
from amazongraph.questions.reckonings.title_and_exposure import title_and_exposure
from amazongraph.questions.reckonings.who_repeats_whom import who_repeats_whom

Rows: TypeAlias = Sequence[Mapping[str, str]]
Reckoning: TypeAlias = Callable[[Rows, Mapping[str, str]], list[dict[str, str]]]

RECKONINGS: dict[str, Reckoning] = {
    "ages": ages,
    "before-after": before_after,
    "case-days": case_days,
    "emergency-days": emergency_days,
    "eradication-and-coca": eradication_and_coca,
    "joining-places": joining_places,
    "killings-in-context": killings_in_context,
    "lists-of-killings": lists_of_killings,
    "protection-before": protection_before,
    "recurring-organisations": recurring_organisations,
    "representation-reach": representation_reach,
    "source-clusters": source_clusters,
    "step-durations": step_durations,
    "threats-followed": threats_followed,
    "title-and-exposure": title_and_exposure,
    "who-repeats-whom": who_repeats_whom,
}
"""The name that ``reckoned_by`` gives -> the reckoning."""
