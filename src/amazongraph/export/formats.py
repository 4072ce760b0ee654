"""The formats in which a release leaves, each a function ``write(material, to)`` of a module of this package."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amazongraph.export.material import Exporter


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line, how its files end, what it is called and where it is written."""

    name: str
    suffix: str
    label: str
    writer: str

    def exporter(self) -> "Exporter":
        """The function that writes it. Raises ``ExtraError`` where a library is wanting."""
        module, _, function = self.writer.partition(":")
        found: Exporter = getattr(import_module(f"amazongraph.export.{module}"), function)
        return found


FORMATS = {
    one.name: one
    for one in (
        Format("xlsx", ".xlsx", "Excel", "spreadsheet:write"),
        Format("csv", ".zip", "CSV + datapackage.json", "csv_package:write"),
        Format("gpkg", ".gpkg", "GeoPackage", "geopackage:write"),
        Format("geojson", ".geojson", "GeoJSON", "geojson:write"),
        Format("geoparquet", ".parquet", "GeoParquet", "geoparquet:write"),
        Format("parquet", ".parquet", "Parquet", "geoparquet:write_parquet"),
        Format("graphml", ".graphml", "GraphML", "graphs.graphml:write"),
        Format("gexf", ".gexf", "GEXF 1.3 (Gephi)", "graphs.gexf:write"),
        Format("cyjs", ".cyjs", "Cytoscape JSON", "graphs.cyjs:write"),
        Format("nodes-edges", ".zip", "CSV nodes + edges (Kumu, Neo4j)", "graphs.tables:write"),
        Format("trig", ".trig", "TriG", "rdf:write_trig"),
        Format("nquads", ".nq", "N-Quads", "rdf:write_nquads"),
        Format("turtle", ".ttl", "Turtle", "rdf:write_turtle"),
        Format("jsonld", ".jsonld", "JSON-LD", "jsonld:write_jsonld"),
        Format("rdf12", ".nq", "RDF 1.2", "reified:write_rdf12"),
        Format("sssom", ".sssom.tsv", "SSSOM", "links:write_sssom"),
        Format("ftm", ".ftm.json", "FollowTheMoney", "ftm:write_ftm"),
    )
}
