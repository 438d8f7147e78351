"""What every test may use: the folder of real documents, where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real documents beside the project; a test that needs them is skipped where they are absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "contract").is_dir():
        pytest.skip("the real documents (../shared) are not on this machine")
    return folder
