"""The mechanism with people in it: an oTree project, the bots that fill seats, and what to do with the data.

oTree pins old versions of what the project needs, so it has an environment of its own
(``constraints.txt``) and asks the engine through the command ``twostage``.  Everything here but
``compare`` needs the standard library alone; ``market`` and ``payment`` are the oTree apps.
"""
