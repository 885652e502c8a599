"""Read QR codes in pictures, such as a photo of a certificate. The reader comes with `badgepress[qr]`."""

from __future__ import annotations

import io
import warnings

from PIL import Image

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_MOST_PIXELS = 40_000_000
_LONGEST_SIDE = 2_400

NO_READER = "To follow a QR code in a picture, install: pip install 'badgepress[qr]'"


class NoReader(Exception):
    """Raised if no QR code reader is installed."""


def read_code(data: bytes) -> str:
    """Return the text of the first QR code in a picture; empty if there is none, or no picture. Raises NoReader."""
    try:
        import zxingcpp
    except ImportError:
        raise NoReader from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            if picture.width * picture.height > _MOST_PIXELS:
                return ""
            picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            # Put transparent pictures on white, as on paper, so that the code has contrast.
            seen = picture.convert("RGBA")
            paper = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("L")
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        return ""
    found = zxingcpp.read_barcodes(paper, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found[0].text.strip() if found else ""
