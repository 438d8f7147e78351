"""The ``juesuan`` command: thin commands over plain functions, and the only code that prints.

Exit status: 0 done; 1 partial (a document has an error, or one of several could not be read); 2 could not run.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor import __version__
from extractor.commands import annotating, batch, compare, evaluate, export, train
from extractor.commands.telling import Lang, errors_told, language_of
from extractor.problems import JuesuanError, Language

if TYPE_CHECKING:
    from extractor.records import Disclosure

# A reading that takes longer than this (seconds) shows how far it is.
PATIENCE = 2.0

app = typer.Typer(
    name="juesuan",
    help="决算：把部门决算、预算公开文件（PDF、DOCX、XLSX、HTML、文本）读成有出处的结构化数据。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich would cost three times as long to start
)


def main() -> None:
    """Entry point of the installed command."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="显示版本号并退出")] = False,
) -> None:
    if version:
        typer.echo(f"juesuan {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(2)


@app.command()
def extract(
    inputs: Annotated[
        list[Path], typer.Argument(help="一个或多个文件（PDF、DOCX、XLSX、HTML、文本）", metavar="INPUT")
    ],
    out: Annotated[Path | None, typer.Option(help="输出文件；多个输入时为输出文件夹", metavar="DIR|FILE")] = None,
    format: Annotated[str, typer.Option(help="输出格式，目前为 json", metavar="json")] = "json",
    debug_dir: Annotated[
        Path | None, typer.Option(help="把每页的识别结果画成图片，存到这个文件夹", metavar="DIR")
    ] = None,
    compact: Annotated[bool, typer.Option("--compact", help="JSON 不缩进")] = False,
    lang: Lang = "zh",
) -> None:
    """读文件，输出 JSON：一个文件输出到屏幕（或 --out 文件），多个文件各自存入 --out 文件夹。"""
    if format != "json":
        raise typer.BadParameter("目前只支持 json", param_hint="--format")
    language = language_of(lang)
    if len(inputs) > 1 and out is None:
        raise typer.BadParameter("多个输入文件需要用 --out 指定输出文件夹", param_hint="--out")
    to_folder = out is not None and (len(inputs) > 1 or out.is_dir())
    failed = partial = 0
    names = _output_names(inputs)
    for path in _progress(inputs, language=language):
        try:
            disclosure = _read(path, debug_dir, alone=len(inputs) == 1, language=language)
            text = disclosure.to_json(indent=0 if compact else 2)
            if out is None:
                sys.stdout.write(text + "\n")
            else:
                _write(out / names[path] if to_folder else out, text + "\n")
        except JuesuanError as error:
            typer.echo(error.message(language), err=True)
            failed += 1
            continue
        if disclosure.status != "complete":
            partial += 1
            for problem in disclosure.problems:
                if problem.severity == "error":
                    typer.echo(f"{path.name}: [{problem.code}] {problem.message}", err=True)
    if failed == len(inputs):
        raise typer.Exit(2)
    if failed or partial:
        raise typer.Exit(1)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="文件，或 extract 输出的 JSON", metavar="INPUT|JSON")],
    format: Annotated[str, typer.Option(help="text 或 json", metavar="text|json")] = "text",
    all: Annotated[bool, typer.Option("--all", help="也列出相符的和无法核对的")] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="另列核对覆盖率：哪些数字没有任何勾稽关系")] = False,
    lang: Lang = "zh",
) -> None:
    """只做勾稽核对：有错误级别的不符时退出码为 1，无法读取时为 2。"""
    from extractor.findings_text import as_json, as_text

    if format not in ("text", "json"):
        raise typer.BadParameter("text / json", param_hint="--format")
    with errors_told(lang):
        disclosure = _read_or_load(path)
    sys.stdout.write(as_json(disclosure) if format == "json" else as_text(disclosure, everything=all))
    if coverage:
        from extractor.checks.coverage import coverage_of, coverage_text

        typer.echo(coverage_text(coverage_of(disclosure)), nl=False, err=format == "json")
    if any(finding.outcome == "fail" and finding.severity == "error" for finding in disclosure.findings):
        raise typer.Exit(1)


@app.command()
def report(
    path: Annotated[
        Path, typer.Argument(help="文件，或 extract 输出的 JSON（JSON 没有页面图片）", metavar="INPUT|JSON")
    ],
    out: Annotated[Path, typer.Option(help="网页存到这个文件", metavar="FILE")],
    lang: Lang = "zh",
) -> None:
    """把一份文件的核对结果做成一个网页：不符之处、主要数字、图表、页面图片，离线可看。"""
    from extractor.ingest import load_bytes
    from extractor.report import render_report

    with errors_told(lang):
        disclosure = _read_or_load(path)
        _write(out, render_report(disclosure, data=load_bytes(path)))
    typer.echo(out)


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option(help="存为文件，默认输出到屏幕", metavar="FILE")] = None,
    lang: Lang = "zh",
) -> None:
    """输出 JSON 的格式定义（JSON Schema）。"""
    from extractor.schema import json_schema

    text = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    with errors_told(lang):
        _write(out, text)


@app.command()
def show(
    path: Annotated[Path, typer.Argument(help="要看的文件", metavar="INPUT")],
    lang: Lang = "zh",
) -> None:
    """在屏幕上看一份文件读出了什么：单位、年度、章节、报表、主要数字和问题。"""
    from extractor.overview import overview

    with errors_told(lang) as language:
        disclosure = _read(path, None, alone=True, language=language)
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 120)
    for part in overview(disclosure):
        console.print(part)
    if disclosure.status != "complete":
        raise typer.Exit(1)


@app.command()
def debug(
    path: Annotated[Path, typer.Argument(help="PDF 文件", metavar="PDF")],
    out: Annotated[Path, typer.Option(help="图片存到这个文件夹", metavar="DIR")],
    pages: Annotated[str | None, typer.Option(help="页码，如 9-12 或 3,5", metavar="PAGES")] = None,
    lang: Lang = "zh",
) -> None:
    """把识别结果（表线、单元格、标题、段落、数字）画在页面图片上。"""
    from extractor.debug import draw_pages
    from extractor.ingest import load_bytes
    from extractor.pipeline import read_closely

    with errors_told(lang):
        data = load_bytes(path)
        reading = read_closely(data, name=path.name)
        for written in draw_pages(data, reading, out, pages=_pages(pages)):
            typer.echo(written)


for _command in (annotating, batch, export, compare, evaluate, train):
    _command.register(app)


# --- helpers ----------------------------------------------------------------------------------------------------------


def _read(path: Path, debug_dir: Path | None, *, alone: bool, language: Language) -> Disclosure:
    from extractor.ingest import load_bytes
    from extractor.pipeline import read_closely

    data = load_bytes(path)
    with _pages_shown(language) as on_page:  # several documents have a bar of their own
        reading = read_closely(data, name=path.name, on_page=on_page if alone else None)
    if debug_dir is not None:
        from extractor.debug import draw_pages

        draw_pages(data, reading, debug_dir / path.stem)
    return reading.disclosure


def _read_or_load(path: Path) -> Disclosure:
    """A document read, or one that was read before and stands as JSON; checked afresh either way."""
    from extractor.ingest import load_bytes

    data = load_bytes(path)
    if data.lstrip()[:1] == b"{":
        from extractor.checks import check as checked
        from extractor.output import load_disclosure

        return checked(load_disclosure(data, path))
    from extractor.pipeline import read_closely

    with _pages_shown() as on_page:
        return read_closely(data, name=path.name, on_page=on_page).disclosure


def _write(path: Path, text: str) -> None:
    from extractor.output import write_whole

    write_whole(path, text)


def _output_names(inputs: list[Path]) -> dict[Path, str]:
    """A file name for each input; inputs of the same name in other folders get a number."""
    names: dict[Path, str] = {}
    for path in inputs:
        name, number = f"{path.stem}.json", 1
        while name in names.values():
            number += 1
            name = f"{path.stem}-{number}.json"
        names[path] = name
    return names


def _progress(inputs: list[Path], *, language: Language) -> Any:
    """The inputs, behind a progress bar where there are several and a person is looking."""
    if len(inputs) < 2 or not sys.stderr.isatty():
        return inputs
    from rich.console import Console
    from rich.progress import track

    return track(inputs, description="读取" if language == "zh" else "reading", console=Console(stderr=True))


@contextmanager
def _pages_shown(language: Language = "zh") -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar of pages where a person is looking and the reading is long (scans take seconds a page)."""
    if not sys.stderr.isatty():
        yield None
        return
    begun = time.monotonic()
    with ExitStack() as stack:
        progress: Any = None

        def on_page(page: int, pages: int) -> None:
            nonlocal progress
            if progress is None:
                if time.monotonic() - begun < PATIENCE:
                    return
                progress = stack.enter_context(_page_bar())
                progress.add_task("读取页面" if language == "zh" else "pages", total=pages)
            progress.update(progress.task_ids[0], completed=page - 1)

        yield on_page


def _page_bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _pages(pages: str | None) -> set[int] | None:
    """``"3,9-12"`` as page numbers."""
    if pages is None:
        return None
    chosen: set[int] = set()
    for part in pages.split(","):
        first, _, last = part.partition("-")
        if not first.strip().isdigit() or (last and not last.strip().isdigit()):
            raise typer.BadParameter(f"页码写法如 9-12 或 3,5，而不是 {pages!r}", param_hint="--pages")
        chosen.update(range(int(first), int(last or first) + 1))
    return chosen
