"""Forms: they read what was typed and say in plain Dutch what cannot be read. Rules live in the domain."""
