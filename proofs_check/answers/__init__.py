"""What the commands about one economy answer, as plain data and as tables."""
