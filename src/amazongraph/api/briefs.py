"""The brief on a thing, as ``Graph.brief`` gives it: written in any of its forms, shown in a notebook."""

from dataclasses import dataclass, replace

from amazongraph.brief.markdown import markdown
from amazongraph.brief.model import Brief
from amazongraph.brief.page import page
from amazongraph.brief.short import one_page
from amazongraph.questions.citations import Citation


@dataclass(frozen=True, repr=False)
class Briefed:
    """A brief; ``content`` has its sections, statements and sources."""

    content: Brief

    @property
    def sources(self) -> tuple[Citation, ...]:
        """The documents it cites, the first is number 1."""
        return self.content.sources

    def one_page(self) -> "Briefed":
        """What matters most of it."""
        return replace(self, content=one_page(self.content))

    def html(self) -> str:
        """One page that needs nothing else."""
        return page(self.content)

    def markdown(self) -> str:
        """The same as Markdown."""
        return markdown(self.content)

    def pdf(self, *, one_page: bool = False) -> bytes:
        """The same as PDF. Needs ``pip install 'amazongraph[pdf]'``, else raises ``ExtraError``."""
        from amazongraph.brief.typeset import pdf

        return pdf(self.content, short=one_page)

    def png(self) -> bytes:
        """What matters most as a picture for a phone. Needs what ``pdf`` needs."""
        from amazongraph.brief.typeset import png

        return png(self.content)

    def __repr__(self) -> str:
        kept = sum(len(section.all()) for section in self.content.sections)
        return f"<Brief on {self.content.iri}: {kept} statements, {len(self.sources)} sources>"

    def __str__(self) -> str:
        return self.markdown()

    def _repr_markdown_(self) -> str:
        return self.markdown()
