"""Pictures of answers: bars, time lines, networks and maps, as SVG and PNG; reads a published release only."""
