"""What a document suffers before it is read: menus, page numbers inside sentences, western punctuation. The truth of its facts stays.

The kinds are those of ``data/damage.yaml``. Titles of headings and prints of numbers that damage changes are changed in the truth too: it says what is
printed. A number that loses digits is no fact any more, it stands in ``Document.broken``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from random import Random

from corpus.generator.data import load
from corpus.generator.model import Block, Contents, Document, Format, Heading, Paragraph, Piece, pieces
from corpus.generator.numbers import chinese
from corpus.generator.traditional import in_traditional

# Every so many paragraphs a page ends.
_PAGE = 9


def damaged(document: Document, format: Format, *, kinds: tuple[str, ...] | None = None) -> Document:
    """The document after what may befall this format: the kinds given, or of all a few that are drawn from its seed.

    Raises ``ValueError`` for a kind that the format can't have.
    """
    known = load("damage")["kinds"]
    possible = [kind for kind in known if format in known[kind]["formats"]]
    rng = Random(f"juesuan-damage-{document.kind}-{document.seed}")
    often = load("damage")["often"]
    chosen = kinds if kinds is not None else tuple(kind for kind in possible if rng.random() < often.get(kind, 0.4))
    for kind in chosen:
        if kind not in possible:
            raise ValueError(f"{format} can't have damage {kind!r}; it may have {', '.join(possible)}")
        made = _KINDS[kind](document, rng)
        document = made if isinstance(made, Document) else replace(document, blocks=tuple(made))
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
        # the number stands on a line between the halves of a sentence
        place = rng.choice(places)
        yield replace(block, pieces=block.pieces[:place])
        yield _line(style.format(page=page))
        yield replace(block, pieces=block.pieces[place:])


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


def _pages_in_headings(document: Document, rng: Random) -> Iterator[Block]:
    """三、财政拨款支出—3—决算情况说明: a page number that fell inside a heading."""
    page = 2
    for block in document.blocks:
        page += isinstance(block, Heading)
        hit = isinstance(block, Heading) and block.form is None and len(block.title) > 5 and rng.random() < 0.15
        if isinstance(block, Heading) and hit:
            at = rng.randrange(2, len(block.title) - 2)
            yield replace(block, shown=f"{block.title[:at]}—{page}—{block.title[at:]}")
        else:
            yield block


def _field_codes(document: Document, rng: Random) -> Iterator[Block]:
    for block in document.blocks:
        yield replace(block, codes=True) if isinstance(block, Contents) else block


def _traditional(document: Document, rng: Random) -> Document:
    return in_traditional(document)


def _full_width(document: Document, rng: Random) -> Iterator[Block]:
    """１２３４．５６万元."""
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    return _printed_otherwise(document.blocks, lambda piece: piece.text.translate(wide))


def _chinese_counts(document: Document, rng: Random) -> Iterator[Block]:
    """三个, 二十辆: counts below a hundred in words."""

    def said(piece: Piece) -> str:
        fact = piece.fact
        if fact is None or fact.unit in (None, "分") or fact.measure != "count" or not 0 < fact.value < 100:
            return piece.text
        count = int(fact.value)
        return f"{'两' if count == 2 else chinese(count)}{fact.unit}"

    return _printed_otherwise(document.blocks, said)


def _missing_digits(document: Document, rng: Random) -> Document:
    """Of one number in twelve digits are lost, in a way that shows."""
    broken: list[str] = []
    blocks: list[Block] = []
    for block in document.blocks:
        held = _pieces_of(block)
        turned = []
        for piece in held:
            fact = piece.fact
            if fact is not None and fact.unit is not None and fact.unit[-1] in "元%" and rng.random() < 1 / 12:
                printed = _broken(piece.text, fact.unit, rng)
                broken.append(printed)
                piece = Piece(printed)
            turned.append(piece)
        blocks.append(_with_pieces(block, tuple(turned)))
    return replace(document, blocks=tuple(blocks), broken=(*document.broken, *broken))


def _broken(printed: str, unit: str, rng: Random) -> str:
    number = printed.removesuffix(unit)
    whole, _, cents = number.partition(".")
    ways = [f"{whole[:-1]}□{number[len(whole) :]}", f"{number[:1]}__{number[1:]}", f"{whole}."]
    if cents:
        ways.append(f".{cents}")
        if len(whole) > 1 and "," not in whole:
            ways.append(f"{whole[:1]},.{cents}")
    return rng.choice(ways) + unit


def _unit_once(document: Document, rng: Random) -> Iterator[Block]:
    """（单位：万元） under the title of the narrative, and amounts without a unit behind it."""
    unit, inside = document.variant.text_unit, False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.topic == "narrative"
        bare = [
            replace(
                piece, text=piece.text.removesuffix(unit), fact=replace(piece.fact, quote=piece.text.removesuffix(unit))
            )
            if piece.fact is not None and piece.fact.unit == unit
            else piece
            for piece in _pieces_of(block)
        ]
        yield _with_pieces(block, tuple(bare)) if inside else block
        if inside and isinstance(block, Heading) and block.topic == "narrative":
            yield _line(f"（单位：{unit}）")


def _printed_otherwise(blocks: Iterable[Block], print_: Callable[[Piece], str]) -> Iterator[Block]:
    """Numbers in another print, with the truth of it."""
    for block in blocks:
        turned = []
        for piece in _pieces_of(block):
            if piece.fact is not None and any(char.isdigit() for char in piece.text):
                text = print_(piece)
                piece = Piece(text, replace(piece.fact, quote=text))
            turned.append(piece)
        yield _with_pieces(block, tuple(turned))


def _pieces_of(block: Block) -> tuple[Piece, ...]:
    return block.pieces if isinstance(block, Paragraph) else block.body if isinstance(block, Heading) else ()


def _with_pieces(block: Block, held: tuple[Piece, ...]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, pieces=held)
    return replace(block, body=held) if isinstance(block, Heading) else block


def _line(text: str) -> Paragraph:
    return Paragraph(pieces(text), role="menu")


_KINDS: dict[str, Callable[[Document, Random], Iterator[Block] | Document]] = {
    "menus": _menus,
    "metadata": _metadata,
    "page_marks": _page_marks,
    "glued_pages": _glued_pages,
    "half_width": _half_width,
    "torn_numbers": _torn_numbers,
    "pages_in_headings": _pages_in_headings,
    "field_codes": _field_codes,
    "full_width": _full_width,
    "chinese_counts": _chinese_counts,
    "unit_once": _unit_once,
    "missing_digits": _missing_digits,
    "traditional": _traditional,
}
