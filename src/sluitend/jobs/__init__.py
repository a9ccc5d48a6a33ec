"""What the worker does: one task is one call of a service, with ids only, and may run twice without harm."""
