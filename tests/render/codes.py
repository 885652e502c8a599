"""Reads results with other programs: the QR codes in a picture, the pages and words of a PDF."""

from __future__ import annotations

import io

import pypdfium2
import resvg_py
import zxingcpp
from PIL import Image

from badgepress.render.pictures.qr import Code


def rendered(code: Code, scale: int = 8) -> Image.Image:
    """Return the code with its quiet zone, dark on white."""
    side = code.side + 8
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 {side} {side}" width="{side}" height="{side}">'
        f'<rect x="-4" y="-4" width="{side}" height="{side}" fill="#fff"/><path d="{code.path}" stroke="#000"/></svg>'
    )
    png = resvg_py.svg_to_bytes(svg_string=svg, width=side * scale, height=side * scale)
    return Image.open(io.BytesIO(bytes(png))).convert("L")


def read(picture: Image.Image) -> list[str]:
    """Return the texts of all codes in the picture."""
    return [
        found.text
        for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    ]


class Printed:
    """A PDF as people see it: the number of pages, the size of the first, the words, the codes on the first."""

    def __init__(self, data: bytes) -> None:
        document = pypdfium2.PdfDocument(data)
        self.pages = len(document)
        self.size: tuple[float, float] = document[0].get_size()
        words = " ".join(one.get_textpage().get_text_bounded() for one in document)
        self.words = " ".join(words.replace("\u200b", "").split())
        picture: Image.Image = document[0].render(scale=2).to_pil()
        self.codes = read(picture.convert("L"))
