"""Fetches the answer to a query from an endpoint into a file, page by page, so that what was fetched is never lost.

Pages lie in ``.<file>.part`` beside the file until the last has come; the same order goes on with those it finds there.
The file and its note (``sources/fetched.py``) appear together, whole, or not at all.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from amazongraph import durable
from amazongraph.errors import EndpointError, SourceError
from amazongraph.files import json_of
from amazongraph.sources.fetched import Fetched, note_of, note_text, read_note
from amazongraph.store.remote import Remote, Results, results_of

_ORDER = "order.json"
STALE = 7  # days after which begun pages are of another time and are asked for again

Notify = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be fetched: a SELECT with an ORDER BY and no LIMIT, how many rows a page, into which file."""

    query: str
    to: Path
    page: int = 1000
    licence: str = ""

    @property
    def folder(self) -> Path:
        """Where its pages are until all are there."""
        return self.to.with_name(f".{self.to.name}.part")


def fetch(order: Order, remote: Remote, today: date, notify: Notify = lambda page, rows: None) -> Fetched:
    """Fetch what is missing of an order and write its file; ``notify`` hears the number and rows of each new page.

    A row that two pages hold is kept once. Raises ``EndpointError`` (the pages that came are kept), ``QueryError``, and
    ``OSError`` where the files cannot be written.
    """
    order.to.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(order.to.with_name(f".{order.to.name}.lock"), timeout=0):
            return _fetch(order, remote, today, notify)
    except Timeout as error:
        raise EndpointError("fetch.running", file=str(order.to)) from error


def held(order: Order, remote: Remote, today: date, days: int) -> Fetched | None:
    """The note of the file if it holds this order from the last ``days`` days, unchanged since."""
    try:
        note = read_note(order.to) if order.to.is_file() else None
    except SourceError:
        return None
    if note is None or (note.endpoint, note.query) != (remote.address, order.query):
        return None
    return note if (today - date.fromisoformat(note.retrieved)).days <= days else None


def kept(order: Order, remote: Remote, today: date) -> int:
    """How many pages of the unfinished order there are that the same order goes on with."""
    return len(list(order.folder.glob("page-*.json"))) if _begun(order, remote, today) else 0


def _fetch(order: Order, remote: Remote, today: date, notify: Notify) -> Fetched:
    begun = _begin(order, remote, today)
    pages: list[Results] = []
    while not pages or len(pages[-1].bindings) >= order.page:
        path = order.folder / f"page-{len(pages):05}.json"
        page = _page(path)
        if page is None:
            page = remote.select(f"{order.query.rstrip()}\nLIMIT {order.page} OFFSET {len(pages) * order.page}\n")
            _check(page, pages, remote, order)
            durable.write(path, _json(page))
            notify(len(pages) + 1, len(page.bindings))
        pages.append(page)
    rows = {json.dumps(row, sort_keys=True): row for page in pages for row in page.bindings}
    content = _json(Results(pages[0].variables, tuple(rows.values())))
    digest = sha256(content).hexdigest()
    note = Fetched(remote.address, begun, today.isoformat(), len(rows), order.page, digest, order.licence, order.query)
    durable.write(order.to, content)
    durable.write(note_of(order.to), note_text(note).encode())
    shutil.rmtree(order.folder, ignore_errors=True)
    return note


def _begin(order: Order, remote: Remote, today: date) -> str:
    """The day the order was begun. Pages of another order, or of one begun long ago, are removed."""
    if begun := _begun(order, remote, today):
        return begun
    shutil.rmtree(order.folder, ignore_errors=True)
    order.folder.mkdir()
    durable.write(order.folder / _ORDER, json.dumps({**_told(order, remote), "begun": today.isoformat()}).encode())
    return today.isoformat()


def _begun(order: Order, remote: Remote, today: date) -> str:
    """The day on which the pages that are there were begun; "" for none, and for those of no use."""
    try:
        said = json_of((order.folder / _ORDER).read_text(encoding="utf-8"))
        begun = str(said.pop("begun"))
        recent = 0 <= (today - date.fromisoformat(begun)).days <= STALE
    except (OSError, ValueError, KeyError, AttributeError):
        return ""
    return begun if recent and said == _told(order, remote) else ""


def _told(order: Order, remote: Remote) -> dict[str, object]:
    return {"endpoint": remote.address, "query": order.query, "page": order.page}


def _page(path: Path) -> Results | None:
    """A page that is there already; none for one that is absent or was damaged."""
    try:
        return results_of(json_of(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _check(page: Results, before: list[Results], remote: Remote, order: Order) -> None:
    """Raises ``EndpointError`` where an endpoint does not keep to the page it was asked for."""
    if len(page.bindings) > order.page:
        raise EndpointError("endpoint.no-limit", address=remote.address, asked=order.page, rows=len(page.bindings))
    if before and len(page.bindings) == order.page and page.bindings == before[-1].bindings:
        raise EndpointError("endpoint.no-offset", address=remote.address)


def _json(results: Results) -> bytes:
    """SPARQL 1.1 results JSON, a line for each solution; the same results are the same bytes."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in results.bindings)
    head = json.dumps(list(results.variables), ensure_ascii=False)
    return f'{{"head": {{"vars": {head}}},\n"results": {{"bindings": [\n{lines}\n]}}}}\n'.encode()
