"""Many economies of one family in array form."""
