"""Where a release is queried. Knows quads as text, never statements, sources or profiles."""
