"""What changed between two releases, in words: statements by their ids, figures, things, and verdicts with why."""
