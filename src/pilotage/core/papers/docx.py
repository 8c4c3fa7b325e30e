"""Writes a paper as DOCX (WordprocessingML, ECMA-376) with the standard library alone: headings, lists, tables, a foot."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from pilotage.core.papers.paper import ACCENT, Logo, Paper, Part, Table

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_LOGO, _RELATED = "word/media/logo.png", "word/_rels/document.xml.rels"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_QUIET, _LINE = "4D5866", "C9D0D8"
#: The text's width on US letter with its margins, in twentieths of a point.
_WIDTH = 10_100
#: A moment that stands in every file, so that the same paper gives the same bytes.
_STAMP = (2024, 1, 1, 0, 0, 0)

_HEADING = '<w:keepNext/><w:spacing w:before="280"/><w:outlineLvl w:val="0"/>'
_PLACES = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>
<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>""",
    "word/_rels/document.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="r2" Type="{_OFFICE}/numbering" Target="numbering.xml"/>
<Relationship Id="r3" Type="{_OFFICE}/footer" Target="footer1.xml"/>
</Relationships>""",
    "word/numbering.xml": f"""<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">
<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:pPr><w:ind w:left="360" w:hanging="240"/></w:pPr>
</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>""",
}


def docx_of(paper: Paper) -> bytes:
    """The paper as a file that word processors open; headings are headings, tables have a header row."""
    accent = (paper.accent or ACCENT).lstrip("#").upper()
    files = _PLACES | {
        "word/styles.xml": _styles(accent),
        "word/footer1.xml": f'<w:ftr xmlns:w="{MAIN}">{_paragraph(paper.foot, "Quiet")}</w:ftr>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_text(paper.title)}</dc:title></cp:coreProperties>',
        "word/document.xml": _document(paper),
    }
    if paper.logo is not None:
        known = f'<Relationship Id="r4" Type="{_OFFICE}/image" Target="media/logo.png"/></Relationships>'
        files[_RELATED] = files[_RELATED].replace("</Relationships>", known)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _STAMP), _HEAD + content, zipfile.ZIP_DEFLATED)
        if paper.logo is not None:
            packed.writestr(zipfile.ZipInfo(_LOGO, _STAMP), paper.logo.png, zipfile.ZIP_STORED)
    return out.getvalue()


def _document(paper: Paper) -> str:
    body = [_picture(paper.logo)] if paper.logo else []
    body += [_paragraph(paper.brand, "Brand")] if paper.brand else []
    body.append(_paragraph(paper.title, "Title"))
    body += [_paragraph(line, "Quiet") for line in (paper.lead, paper.badge) if line]
    body += [_paragraph(note) for note in paper.notes]
    for part in paper.parts:
        body += _part(part)
    size = ("15840", "12240", ' w:orient="landscape"') if paper.wide else ("12240", "15840", "")
    page = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="r3"/><w:pgSz w:w="{size[0]}" w:h="{size[1]}"{size[2]}/>'
        '<w:pgMar w:top="1020" w:right="1020" w:bottom="1140" w:left="1020" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>'
    )
    return f'<w:document xmlns:w="{MAIN}" xmlns:r="{_OFFICE}"><w:body>{"".join(body)}{page}</w:body></w:document>'


def _picture(logo: Logo) -> str:
    """The logo in a line of its own, at most 6 by 1.6 cm; a centimetre is 360,000 of Word's units."""
    size = " ".join(
        f'{name}="{int(side * 360_000)}"' for name, side in zip(("cx", "cy"), logo.within(6, 1.6), strict=True)
    )
    words = _text(logo.words).replace('"', "&quot;")
    picture = f"{_DRAWING}/picture"
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing"><wp:extent {size}/>'
        f'<wp:docPr id="1" name="Logo" descr="{words}"/><a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{picture}">'
        f'<pic:pic xmlns:pic="{picture}"><pic:nvPicPr><pic:cNvPr id="1" name="Logo" descr="{words}"/><pic:cNvPicPr/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="r4"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _part(part: Part) -> Iterable[str]:
    yield _paragraph(part.title, "Heading1")
    yield from (_paragraph(line) for line in part.text.splitlines() if line.strip())
    if part.figures:
        yield _rows([list(pair) for pair in part.figures], [2, 5])
    yield from (_paragraph(line, "Bullet") for line in part.lines)
    for table in part.tables:
        if table.rows:
            yield from _table(table)
    if part.is_empty and part.none:
        yield _paragraph(part.none, "Quiet")


def _table(table: Table) -> Iterable[str]:
    if table.title:
        yield _paragraph(table.title, "Heading2")
    rows = [[str(cell) for cell in row] for row in table.rows]
    yield _rows(rows, table.widths or [1.0] * len(table.headers), headers=table.headers)


def _rows(rows: Sequence[Sequence[str]], shares: Sequence[float], *, headers: Sequence[str] = ()) -> str:
    widths = [int(_WIDTH * share / sum(shares)) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    line = f'<w:{{}} w:val="single" w:sz="4" w:color="{_LINE}"/>'
    head = _row(headers, widths, "HeaderCell", "<w:trPr><w:tblHeader/></w:trPr>") if headers else ""
    body = "".join(_row(row, widths, "Cell") for row in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{line.format("bottom")}'
        f"{line.format('insideH')}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
        + _paragraph("", "Quiet")
    )


def _row(cells: Sequence[str], widths: Sequence[int], style: str, kind: str = "") -> str:
    drawn = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(cell, style)}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{kind}{drawn}</w:tr>"


def _paragraph(text: str, style: str = "") -> str:
    kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{_text(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p>{kind}<w:r>{lines}</w:r></w:p>" if text else f"<w:p>{kind}</w:p>"


def _text(text: str) -> str:
    """Signs that XML 1.0 can't hold are left out."""
    return escape("".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff")))


def _styles(accent: str) -> str:
    return (
        f'<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"'
        ' w:cs="Calibri"/><w:sz w:val="21"/><w:lang w:val="en-US"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="100"/></w:pPr></w:pPrDefault></w:docDefaults>'
        + _style("Normal", is_default=True)
        + _style("Brand", size=20, colour=accent, bold=True)
        + _style("Title", size=40, bold=True)
        + _style("Quiet", size=19, colour=_QUIET)
        + _style("Heading1", name="heading 1", size=28, colour=accent, bold=True, more=_HEADING)
        + _style("Heading2", name="heading 2", size=23, bold=True, more='<w:keepNext/><w:outlineLvl w:val="1"/>')
        + _style("Bullet", more='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + _style("Cell", more='<w:spacing w:before="40" w:after="40"/>')
        + _style("HeaderCell", colour=_QUIET, bold=True, more='<w:keepNext/><w:spacing w:before="40" w:after="40"/>')
        + "</w:styles>"
    )  # fmt: skip


def _style(
    key: str,
    *,
    name: str = "",
    size: int = 21,
    colour: str = "",
    bold: bool = False,
    more: str = "",
    is_default: bool = False,
) -> str:
    based = "" if is_default else '<w:basedOn w:val="Normal"/>'
    look = f'{"<w:b/>" if bold else ""}{f"""<w:color w:val="{colour}"/>""" if colour else ""}<w:sz w:val="{size}"/>'
    first = ' w:default="1"' if is_default else ""
    return (
        f'<w:style w:type="paragraph"{first} w:styleId="{key}"><w:name w:val="{name or key}"/>{based}'
        f"<w:pPr>{more}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
    )
