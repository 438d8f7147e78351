"""What every command shares: the option ``--lang``, and trouble told as a message with exit status 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from extractor.problems import JuesuanError, Language

Lang = Annotated[str, typer.Option("--lang", help="提示语言：zh 或 en", metavar="zh|en")]


def language_of(lang: str) -> Language:
    """The language that the option names; anything else is a usage error."""
    if lang == "zh":
        return "zh"
    if lang == "en":
        return "en"
    raise typer.BadParameter("zh / en", param_hint="--lang")


@contextmanager
def errors_told(lang: str) -> Iterator[Language]:
    """Gives the language; a ``JuesuanError`` within is told in it, and the command ends with status 2."""
    language = language_of(lang)
    try:
        yield language
    except JuesuanError as error:
        typer.echo(error.message(language), err=True)
        raise typer.Exit(2) from None
