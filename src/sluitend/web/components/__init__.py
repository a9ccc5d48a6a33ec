"""The building blocks behind the template tags: small functions that take plain values and give escaped HTML."""
