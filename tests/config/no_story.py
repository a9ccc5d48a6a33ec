"""A story in which nothing happens, for tests of how the demo starts and stops."""
