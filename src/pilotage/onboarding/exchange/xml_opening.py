"""Opens XML that came from outside: no document types, no entities, no more depth and size than a plan has."""

import io
from xml.etree.ElementTree import Element, ParseError

from pilotage.onboarding.exchange.document import FileRefused, refused

MOST_BYTES = 25 * 1024 * 1024
MOST_DEPTH = 40
MOST_ELEMENTS = 3_000_000


def parsed(data: bytes) -> Element:
    """The document. Errors: `FileRefused`, naming line and column where there is one."""
    from defusedxml.common import DefusedXmlException

    if len(data) > MOST_BYTES:
        raise refused("The file", f"It has over {MOST_BYTES // 1_048_576} MB. Take out what is no plan.")
    if data.count(b"</") + data.count(b"/>") > MOST_ELEMENTS:
        raise refused("The file", "It has more elements than any plan.")
    try:
        return _root_of(data)
    except FileRefused:
        raise
    except DefusedXmlException:
        words = "The file declares a document type or entities, and such files are not read. Save it from MS Project."
        raise refused(f"Line {_line_of(data)}", words) from None
    except ParseError as problem:
        line, column = problem.position
        raise refused(f"Line {line}, column {column}", "The XML is broken there. Save the file again as XML.") from None
    except (ValueError, LookupError):
        raise refused("The first line", "The file is in an encoding that isn't known. Save it as UTF-8.") from None


def _root_of(data: bytes) -> Element:
    """The document, as long as it is no deeper and larger than plans are."""
    from defusedxml.ElementTree import iterparse

    depth = count = 0
    root: Element | None = None
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        count += event == "start"
        root = element if root is None else root
        if depth > MOST_DEPTH:
            raise refused(
                f"Element {local_name(element)}", f"It lies more than {MOST_DEPTH} elements deep; no plan is built so."
            )
        if count > MOST_ELEMENTS:
            raise refused(f"Element {count:,}", "The file has more elements than any plan.")
    if root is None:
        raise refused("The file", "It is empty.")
    return root


def _line_of(data: bytes) -> int:
    places = [place for mark in (b"<!DOCTYPE", b"<!ENTITY") if (place := data.find(mark)) >= 0]
    return data.count(b"\n", 0, min(places, default=0)) + 1


def local_name(element: Element) -> str:
    """Its name without the namespace."""
    return str(element.tag).rpartition("}")[2]
