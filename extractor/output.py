"""Files that a reader may be looking at: written beside their place and moved there whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.problems import JuesuanError

if TYPE_CHECKING:
    from extractor.records import Disclosure


def write_whole(path: Path, content: str | bytes) -> None:
    """Write ``content`` (text as UTF-8) so that ``path`` is the old file or the whole new one at every moment.

    Raises ``JuesuanError`` O101 (no permission) or O102 (disk full and the like).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except PermissionError as error:
        raise JuesuanError("O101", path=path) from error
    except OSError as error:
        raise JuesuanError("O102", path=path, detail=error.strerror or error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError as error:
        Path(part).unlink(missing_ok=True)
        raise JuesuanError("O102", path=path, detail=error.strerror or error) from error
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def make_folder(path: Path) -> None:
    """A folder to write into. Raises ``JuesuanError`` O101 or O102."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise JuesuanError("O101", path=path) from error
    except OSError as error:
        raise JuesuanError("O102", path=path, detail=error.strerror or error) from error


def load_disclosure(data: bytes, path: Path) -> Disclosure:
    """A disclosure from the contract's JSON. Raises ``JuesuanError`` O103 naming the field that does not fit."""
    import msgspec

    from extractor.records import Disclosure

    try:
        return Disclosure.from_json(data)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise JuesuanError("O103", path=path, detail=error) from error
