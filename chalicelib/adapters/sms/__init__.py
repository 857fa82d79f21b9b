"""Providers of SMS, a pair of modules each: what we ask of it, and what its webhooks tell us."""
