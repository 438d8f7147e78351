"""``python -m corpus make --seed 7 --kind final_account --format pdf,docx,txt,html --out DIR [--count N]``; ``python -m corpus demo``;
``python -m corpus score --kind budget --seed 0 --count 20 --format pdf --show facts``: how much of them the reader gets right."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from corpus.generator import make_document, render
from corpus.generator.damage import damaged
from corpus.generator.model import FORMATS
from corpus.generator.planting import plant
from corpus.generator.producers import PROGRAMS
from corpus.generator.truth import truth_json
from corpus.generator.variants import PLAIN
from corpus.scoring import report, score

DEMO = Path(__file__).resolve().parent / "demo"
DEMO_SEED = 181  # a county education bureau: two funds, three projects, most kinds of sentences


def demo_files() -> dict[str, bytes]:
    """The committed demonstration, by file name: a PDF with its truth, and the same document as DOCX."""
    document = make_document(DEMO_SEED, kind="final_account", variant=PLAIN)
    return {
        "final-account.pdf": render(document, "pdf"),
        "final-account.docx": render(document, "docx"),
        "final-account.pdf.truth.json": truth_json(document, "pdf").encode(),
    }


def main(arguments: list[str] | None = None) -> int:
    """Write documents and beside each its truth: ``final_account-7.pdf``, ``final_account-7.pdf.truth.json``."""
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="write synthetic disclosures with their truth")
    make.add_argument("--seed", type=int, default=0, help="the first seed; 0 has plain habits")
    make.add_argument("--count", type=int, default=1, help="how many documents, one a seed")
    make.add_argument("--kind", choices=("final_account", "budget"), default="final_account")
    make.add_argument("--format", default="pdf,docx,txt,html", help="comma-separated")
    make.add_argument("--style", default="usual", help="the phrases: usual, or heldout")
    make.add_argument("--damage", action="store_true", help="page numbers in sentences, menus, western punctuation …")
    make.add_argument("--errors", type=int, default=0, help="so many known errors are planted in each document")
    make.add_argument("--out", type=Path, required=True, help="an existing or new folder")
    commands.add_parser("demo", help="write corpus/demo again")
    held = commands.add_parser("score", help="read generated documents and compare with their truth")
    held.add_argument("--seed", type=int, default=0)
    held.add_argument("--count", type=int, default=10)
    held.add_argument("--kind", choices=("final_account", "budget"), default="final_account")
    held.add_argument("--format", default="pdf", help="comma-separated")
    held.add_argument("--style", default="usual", help="the phrases: usual, or heldout, which nothing was made from")
    held.add_argument("--producer", choices=("reportlab", *PROGRAMS), default="reportlab", help="of the PDFs")
    held.add_argument("--damage", action="store_true", help="page numbers in sentences, menus, western punctuation …")
    held.add_argument("--limit", type=int, default=20, help="so many mistakes of each part are listed")
    held.add_argument("--show", default="", help="parts whose mistakes are listed, comma-separated")
    options = parser.parse_args(arguments)
    if options.command == "demo":
        DEMO.mkdir(exist_ok=True)
        for name, data in demo_files().items():
            (DEMO / name).write_bytes(data)
        return 0
    formats = options.format.split(",")
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        parser.error(f"unknown format {unknown[0]!r}; allowed: {', '.join(FORMATS)}")
    if options.command == "score":
        seeds = range(options.seed, options.seed + options.count)
        print(
            report(
                score(
                    options.kind, seeds, formats, style=options.style, producer=options.producer, damage=options.damage
                ),
                show=options.show.split(","),
                limit=options.limit,
            )
        )
        return 0
    options.out.mkdir(parents=True, exist_ok=True)
    for seed in range(options.seed, options.seed + options.count):
        document = make_document(seed, kind=options.kind, style=options.style)
        if options.errors:
            document = plant(document, count=options.errors)
        for name in formats:
            path = options.out / f"{options.kind}-{seed}.{name}"
            made = damaged(document, name) if options.damage else document
            path.write_bytes(render(made, name))
            Path(f"{path}.truth.json").write_text(truth_json(made, name), "utf-8")
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
