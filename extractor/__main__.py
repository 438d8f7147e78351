"""``python -m extractor`` is ``juesuan``."""

from extractor.cli import main

main()
