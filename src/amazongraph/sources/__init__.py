"""Where statements come from. May import the ground floor and ``statements`` only; never sees a store or a profile."""
