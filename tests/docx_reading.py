"""Reads a DOCX back: every part is well-formed, everything that is pointed to is there."""

import io
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_words(data: bytes) -> str:
    """The text of the body, a line per paragraph. Fails where the package isn't whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: ET.fromstring(packed.read(name)) for name in packed.namelist()}
        assert packed.testzip() is None
    for override in parts["[Content_Types].xml"]:
        name = override.get("PartName", "").lstrip("/")
        assert not name or name in parts, name
    targets = [one.get("Target") for one in parts["word/_rels/document.xml.rels"]]
    assert all(f"word/{target}" in parts for target in targets), targets
    body = parts["word/document.xml"]
    known = {style.get(f"{MAIN}styleId") for style in parts["word/styles.xml"].iter(f"{MAIN}style")}
    assert {one.get(f"{MAIN}val") for one in body.iter(f"{MAIN}pStyle")} <= known
    return "\n".join("".join(t.text or "" for t in line.iter(f"{MAIN}t")) for line in body.iter(f"{MAIN}p"))
