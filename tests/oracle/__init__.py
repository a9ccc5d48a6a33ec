"""What the law and the guidelines expect of each protocol, as tables and a slow reference that shares nothing with the program."""
