"""Claims in which a part of a method is replaced by answers that are made up: what must come out is told in advance."""
