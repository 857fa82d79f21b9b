"""附件: sent, looked at, had again, swept away."""
