"""Outside parties, each with an adapter, a stand-in and a contract test."""
