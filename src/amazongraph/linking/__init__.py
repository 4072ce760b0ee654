"""Links to the rest of the world: what others hold is fetched, compared and offered; nothing here decides a link."""
