"""A decider that runs by itself, and the shells that hand their commands to it over a Unix socket."""
