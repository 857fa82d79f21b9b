"""Too much, too often: what is refused, and what it costs."""
