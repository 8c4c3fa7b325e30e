"""Checks a picture that somebody uploads as the logo, and draws it anew, so that nothing else of the file is kept."""

import io
import warnings

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.papers import Logo

MOST_BYTES = 2_000_000
KINDS = ("PNG", "JPEG")
LEAST_SIDE, MOST_SIDE = 24, 6000
#: It is kept no larger than this, in pixels: sharp at 6 cm on paper.
FRAME = (900, 300)


def read_logo(data: bytes, words: str) -> Logo:
    """The picture as a PNG within the frame. Refuses what is no PNG or JPEG, too large, too small, or damaged."""
    from PIL import Image

    if len(data) > MOST_BYTES:
        raise Refused(_("The file is larger than 2 MB. Save the logo smaller."), field="file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "error", Image.DecompressionBombWarning
            )  # a picture that unpacks to far more than its file is no logo
            with Image.open(io.BytesIO(data), formats=KINDS) as picture:
                width, height = picture.size
                if min(width, height) < LEAST_SIDE or max(width, height) > MOST_SIDE:
                    told = {"width": width, "height": height, "least": LEAST_SIDE, "most": MOST_SIDE}
                    raise Refused(
                        _("The picture is %(width)d × %(height)d pixels. Each side must be %(least)d to %(most)d.") % told, field="file"
                    )  # fmt: skip
                drawn = picture.convert("RGBA")
    except Refused:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_("This is no picture that can be read. Save the logo as PNG or JPEG."), field="file") from None
    drawn.thumbnail(FRAME)
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return Logo(out.getvalue(), drawn.width, drawn.height, words)
