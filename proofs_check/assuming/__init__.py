"""What a chain of claims rests on, link by link: the assumptions of the theorem at its end, by name."""
