"""What tests of computations share."""

import pytest

from numeric import Economy
from tests.numeric.drawn import Drawn


@pytest.fixture
def economy(request: pytest.FixtureRequest) -> Economy:
    """Return the economy that is a test's parameter, by ``indirect``."""
    given = request.param
    return given.economy() if isinstance(given, Drawn) else given
