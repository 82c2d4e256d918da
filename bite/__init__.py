"""One-edit mutants of the formulas and the solvers, and the claims that notice.

A claim whose verdict survives the breaking of what it is about is no evidence.  ``make bite``
breaks one place at a time of the formulas of ``symbolic/model`` and of ``numeric/``, and runs the
claims that reach the broken code, the cheapest first, until the verdict of one changes.

Terms: a *mutant* is one edit of one file; it is *caught* by a claim whose verdict (of the printed
or of the corrected statement) differs from what it is on the code as it stands; it *survives* if
no claim that reaches it notices; it is *equivalent* if a mechanical argument shows that the edit
changes nothing (``bite.same``; ``bite.ties`` for the strictness of a comparison between
floating-point numbers that never tie), up to a twentieth of a sample; it is *guided* if no claim
notices and no certified result rests on the value.  A crash or the end of the time is none of these.

A mutant is *stillborn* if it has no behaviour that a claim could notice: the project can no longer
be imported; or every call that reaches the edited statement, over all claims that ran, ends in an
error of type or shape (``bite.watching``: ``TypeError``, ``AttributeError``, ``NameError``,
``IndexError``, and ``ValueError`` where arrays do not fit); or every claim that reaches it ends in
one, since what the edited function returns fits nowhere; or every claim that crashes does so because a
formula was compiled to code in which a name is bound nowhere, which is no program.  One claim that
comes to its end, or a crash of another kind (a division by zero), is else enough for a crash to stay
one.  Stillborn mutants are counted apart, and are in no share, as code that does not compile is not.
A claim that raises has noticed nothing, although whoever runs ``verify`` would see it BROKEN.

A sample is spread evenly over files and functions (``bite.catalogue``).  Edits inside functions that
run only when a check calls them are made in the project as it is imported already
(``bite.patching``); others need a new import.
"""
