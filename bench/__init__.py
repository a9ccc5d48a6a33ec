"""Speed as ratios against a limit of the same run: `make bench`."""
