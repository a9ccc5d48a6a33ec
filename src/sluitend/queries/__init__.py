"""The reading side: frozen rows for pages, already filtered by the gate, the look already logged."""
