"""Template tags: `ui` holds them all."""
