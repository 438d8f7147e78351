"""What a document suffers before it is read: menus, page numbers inside sentences, western punctuation. The truth of its facts stays.

The kinds are those of ``data/damage.yaml``. Titles of headings that damage changes are changed in the truth too: it says what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from corpus.generator.data import load
from corpus.generator.model import Block, Document, Format, Heading, Paragraph, Piece, pieces

# Every so many paragraphs a page ends.
_PAGE = 9


def damaged(document: Document, format: Format, *, kinds: tuple[str, ...] | None = None) -> Document:
    """The document after what may befall this format: the kinds given, or of all a few that are drawn from its seed.

    Raises ``ValueError`` for a kind that the format can't have.
    """
    known = load("damage")["kinds"]
    possible = [kind for kind in known if format in known[kind]["formats"]]
    rng = Random(f"juesuan-damage-{document.kind}-{document.seed}")
    chosen = kinds if kinds is not None else tuple(kind for kind in possible if rng.random() < 0.4)
    for kind in chosen:
        if kind not in possible:
            raise ValueError(f"{format} can't have damage {kind!r}; it may have {', '.join(possible)}")
        document = replace(document, blocks=tuple(_KINDS[kind](document, rng)))
    return document


def _menus(document: Document, rng: Random) -> Iterator[Block]:
    words = load("damage")["menus"]
    slots = {
        "org": document.org,
        "noun": "部门决算" if document.kind == "final_account" else "部门预算",
        "published": f"{document.year + (document.kind == 'final_account')}-0{rng.randrange(1, 10)}-{rng.randrange(10, 29)}",
    }
    for line in words["before"]:
        yield _line(line.format(**slots))
    yield from document.blocks
    for line in words["after"]:
        yield _line(line.format(**slots))


def _metadata(document: Document, rng: Random) -> Iterator[Block]:
    for line in load("damage")["metadata"]:
        yield _line(line)
    yield from document.blocks


def _page_marks(document: Document, rng: Random) -> Iterator[Block]:
    """A page number after every few paragraphs, now and then in the middle of one, right before a number."""
    style = rng.choice(load("damage")["page_marks"])
    count, page = 0, 1
    for block in document.blocks:
        count += isinstance(block, Paragraph)
        if not isinstance(block, Paragraph) or block.role != "body" or count % _PAGE:
            yield block
            continue
        page += 1
        places = [index for index, piece in enumerate(block.pieces) if piece.fact is not None and index]
        if not places or rng.random() < 0.5:
            yield block
            yield _line(style.format(page=page))
            continue
        # one paragraph on the page and two lines of text: the number stands between the halves of a sentence
        place = rng.choice(places)
        mark = Piece(f"\n{style.format(page=page)}\n")
        yield replace(block, pieces=(*block.pieces[:place], mark, *block.pieces[place:]))


def _glued_pages(document: Document, rng: Random) -> Iterator[Block]:
    """三、支出决算情况说明 6: the page number of the contents left at a heading."""
    page = 2
    for block in document.blocks:
        page += isinstance(block, Heading)
        if (
            isinstance(block, Heading)
            and block.level <= 2
            and not block.body
            and block.form is None
            and rng.random() < 0.25
        ):
            yield replace(block, tail=f" {page}")
        else:
            yield block


def _half_width(document: Document, rng: Random) -> Iterator[Block]:
    table = str.maketrans(load("damage")["half_width"])

    def turned(held: tuple[Piece, ...]) -> tuple[Piece, ...]:
        return tuple(piece if piece.fact is not None else Piece(piece.text.translate(table)) for piece in held)

    for block in document.blocks:
        if isinstance(block, Heading):
            number, title = block.number.translate(table), block.title.translate(table)
            yield replace(block, number=number, title=title, body=turned(block.body), mark=block.mark.translate(table))
        elif isinstance(block, Paragraph) and block.role == "body":
            yield replace(block, pieces=turned(block.pieces))
        else:
            yield block


def _torn_numbers(document: Document, rng: Random) -> Iterator[Block]:
    """The number of a heading stands on a line, its title on the next."""
    for block in document.blocks:
        torn = isinstance(block, Heading) and block.number and block.level in (2, 3) and rng.random() < 0.1
        if isinstance(block, Heading) and torn and block.form is None:
            yield replace(block, number=f"{block.number}\n")
        else:
            yield block


def _line(text: str) -> Paragraph:
    return Paragraph(pieces(text), role="menu")


_KINDS: dict[str, Callable[[Document, Random], Iterator[Block]]] = {
    "menus": _menus,
    "metadata": _metadata,
    "page_marks": _page_marks,
    "glued_pages": _glued_pages,
    "half_width": _half_width,
    "torn_numbers": _torn_numbers,
}
