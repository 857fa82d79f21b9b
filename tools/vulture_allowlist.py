# Names that look dead and are not: one a line, with the reason. Read by vulture, never run.
