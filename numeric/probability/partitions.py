r"""Partitions of the types into blocks, and sets of types.

Conventions: a block is a sorted tuple of type indices; a partition is a tuple of blocks in the
order of their first types.

Paper: section 4 (A1) and section 7.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

Block = tuple[int, ...]
Partition = tuple[Block, ...]


def partitions(types: int, *, least: int = 1, most: int | None = None) -> list[Partition]:
    """Return the partitions of ``types`` types into between ``least`` and ``most`` blocks.

    >>> partitions(3, least=2, most=2)
    [((0,), (1, 2)), ((0, 1), (2,)), ((0, 2), (1,))]
    """
    top = types if most is None else most
    return sorted(p for p in _partitions(types) if least <= len(p) <= top)


def _partitions(types: int) -> Iterator[Partition]:
    if types == 0:
        yield ()
        return
    new = types - 1
    for rest in _partitions(new):
        yield (*rest, (new,))
        for i, block in enumerate(rest):
            yield (*rest[:i], (*block, new), *rest[i + 1 :])


def semi_pooling_partitions(types: int) -> list[Partition]:
    """Return the partitions with 1 < K < |X| blocks: those of semi-pooling.

    Paper: section 4, below Theorem 2.
    """
    return partitions(types, least=2, most=types - 1)


def checked_partition(partition: Sequence[Sequence[int]], types: int) -> Partition:
    """Return a partition in canonical form.

    Raises:
        ValueError: The blocks are not disjoint, empty, or do not cover the types.
    """
    blocks = tuple(sorted(tuple(sorted(int(x) for x in block)) for block in partition))
    if any(not block for block in blocks) or sorted(x for block in blocks for x in block) != list(
        range(types)
    ):
        raise ValueError(
            f"the partition must have nonempty disjoint blocks that cover the types 0 to {types - 1}, "
            ""
            f"got {partition}"
        )
    return blocks


def block_of(partition: Partition) -> tuple[int, ...]:
    """Return for each type the index of its block.

    >>> block_of(((0, 2), (1,)))
    (0, 1, 0)
    """
    found = {x: k for k, block in enumerate(partition) for x in block}
    return tuple(found[x] for x in sorted(found))


def nonempty_sets(types: int) -> list[Block]:
    """Return the nonempty sets of types, small ones first.  Paper: A3."""
    return [s for size in range(1, types + 1) for s in combinations(range(types), size)]
