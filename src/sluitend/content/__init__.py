"""What a municipality may change without code: dated files, checked when they are read."""
