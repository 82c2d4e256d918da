"""Fewer questions to the database for each page: what oTree looks up again and again is kept.

A page of oTree asks some ten times for rows by keys that never change: the session and the round by
their numbers, the participant by its code, the player by participant and round.  Each question is
written as SQL anew, after what has changed so far has been written back.  Here a question is put
once in each request, in SQL that is written once in each process, and without writing back first:
no change can alter which row has such a key.  oTree's version is pinned in ``constraints.txt``.
"""

from otree.database import AnyModel, DBWrapper, db
from sqlalchemy import bindparam
from sqlalchemy.ext import baked

KEYS = frozenset({("code",), ("id",), ("participant_id", "round_number")})
"""Columns that say which row is meant, and never change."""

_bakery = baked.bakery()
_objects_get = AnyModel.objects_get.__func__
_get_or_404 = DBWrapper.get_or_404


def kept(model, known):
    """Return the row with a key, from this request's memory or the database; None where to ask oTree."""
    rows = {k: v for k, v in known.items() if isinstance(v, AnyModel)}
    values = {k: v for k, v in known.items() if k not in rows}
    values |= {f"{k}_id": row.id for k, row in rows.items()}
    columns = tuple(sorted(values))
    if columns not in KEYS or None in values.values():
        return None
    memory = db._db.info.setdefault("kept", {})
    key = (model, *(values[c] for c in columns))
    if key not in memory:
        question = _bakery(lambda s: s.query(model), model)
        question.add_criteria(lambda q: q.filter_by(**{c: bindparam(c) for c in columns}), columns)
        with db._db.no_autoflush:
            row = question(db._db).params(**values).one_or_none()
        if row is None:
            return None
        memory[key] = row
    return memory[key]


def _get(cls, *args, **known):
    row = None if args else kept(cls, known)
    return _objects_get(cls, *args, **known) if row is None else row


def _or_404(self, model, msg="Not found", **known):
    row = kept(model, known)
    return _get_or_404(self, model, msg=msg, **known) if row is None else row


def install():
    """Let oTree ask this way."""
    AnyModel.objects_get = classmethod(_get)
    DBWrapper.get_or_404 = _or_404
