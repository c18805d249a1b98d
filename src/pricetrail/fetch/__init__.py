"""Pages from the network, politely, through one egress gate."""
