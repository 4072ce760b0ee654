"""Files of a graph for network analysis: GraphML, GEXF 1.3, Cytoscape, and a pair of tables. One module a format."""
