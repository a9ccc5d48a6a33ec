"""HTML: pages, forms and the building blocks they are made of. A page asks one query and at most one service."""
