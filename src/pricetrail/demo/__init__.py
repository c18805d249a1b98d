"""The demo: a small shop on this machine, and ninety simulated days of its history."""
