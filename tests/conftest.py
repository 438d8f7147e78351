"""What every test may use: the folder of real documents, where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test is timed: a machine that is busy with other work makes none fail.
settings.register_profile("juesuan", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("juesuan")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real documents beside the project; a test that needs them is skipped where they are absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "contract").is_dir():
        pytest.skip("the real documents (../shared) are not on this machine")
    return folder
