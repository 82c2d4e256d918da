"""The ex post loss with proof."""
