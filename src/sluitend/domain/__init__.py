"""What is true about the work: plain values and functions, without a database, a framework or a clock."""
