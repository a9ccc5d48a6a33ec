"""Views: read the request, call at most one service and one query, show the page."""
