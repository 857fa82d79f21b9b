# Names that look dead and are not: one a line, with the reason. Read by vulture, never run.
_.log_message  # http.server calls it for every request; ours says nothing
_.RequestHandlerClass  # http.server makes a handler of it for every connection
_.send_error  # http.server calls it for what it refuses by itself; ours tells it in JSON
_.request_version  # http.server leaves the head out of an answer to what has none
