"""Storage: the only Django models, their migrations, constraints and row-level security."""
