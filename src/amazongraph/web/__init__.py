"""What is served on loopback: documents about things, and the reconciliation service. The public profile only."""
