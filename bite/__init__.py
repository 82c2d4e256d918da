"""One-edit mutants of the formulas and the solvers, and the claims that notice.

A claim whose verdict survives the breaking of what it is about is no evidence.  ``make bite``
breaks one place at a time of the formulas of ``symbolic/model`` and of ``numeric/``, and runs the
claims that reach the broken code, the cheapest first, until the verdict of one changes.

Terms: a *mutant* is one edit of one file; it is *caught* by a claim whose verdict (of the printed
or of the corrected statement) differs from what it is on the code as it stands; it *survives* if
no claim that reaches it notices; it is *equivalent* if a mechanical argument shows that the edit
changes nothing; it is *guided* if no claim notices and no certified result rests on the value.  A
crash or the end of the time is none of these.
"""
