"""A chart as a picture: bars without numbers, as reports print them beside their sentences."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from corpus.generator.model import Picture

SIZE = (420, 180)  # pixels
_COLOURS = ((70, 110, 170), (200, 120, 60), (120, 150, 90))


def chart(picture: Picture) -> bytes:
    """PNG bytes, the same on every run."""
    image = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(image)
    width = SIZE[0] // (2 * len(picture.parts) + 1)
    for number, part in enumerate(picture.parts):
        left = width * (2 * number + 1)
        pen.rectangle(
            (left, SIZE[1] - 10 - int(part * (SIZE[1] - 20)), left + width, SIZE[1] - 10), fill=_COLOURS[number % 3]
        )
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
