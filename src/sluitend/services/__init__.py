"""Use cases: one verb, one transaction, one audit line before the first change."""
