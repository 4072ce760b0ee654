"""One target a file: ``target(data)``, and the ``SEEDS`` it starts from."""
