"""Logs, figures and traces: discreet on one machine, by Powertools where deployed."""
