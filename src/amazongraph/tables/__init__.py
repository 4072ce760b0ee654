"""Rows with typed cells, of an answer or a query, and the data frames they become. Reads a published release only."""
