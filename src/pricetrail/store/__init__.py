"""History on disk or in a cluster: the tables, the protocol and its backends."""
