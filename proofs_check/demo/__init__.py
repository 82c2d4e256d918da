"""A local page to try the mechanism: what it computes, one played seat, and the server on loopback."""
