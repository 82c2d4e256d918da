"""K goods, each traded against cash at a post of its own: one round of the market game, its benchmark and losses."""
