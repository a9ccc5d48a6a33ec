"""The gate: who looks, whether they may, and the line that says they did."""
