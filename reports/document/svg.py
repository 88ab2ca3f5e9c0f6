"""Which SVG a figure may hold: shapes and words, nothing that acts, loads, or names itself.

A figure's drawing stands inside an HTML page and inside a PDF. It is drawn by us, but a stored document is read back
years later, so the list of what is allowed is checked each time: elements and attributes by name, no markup
declarations (entities), no ids (two figures on one page would collide), no references.
"""

import re
from xml.etree import ElementTree as ET

from reports.document.errors import DocumentError

NAMESPACE = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset({"svg", "g", "rect", "line", "path", "circle", "polyline", "polygon", "text", "tspan"})
GEOMETRY = ("viewBox", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height")
SHAPE = ("d", "points", "transform")
LOOKS = ("fill", "fill-opacity", "opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap")
LETTERS = ("font-family", "font-size", "font-weight", "font-style", "text-anchor")
ATTRIBUTES = frozenset(GEOMETRY + SHAPE + LOOKS + LETTERS)
PLAIN_VALUE = re.compile(r"[A-Za-z0-9 .,#%'()+-]*")


def check_svg(svg: str, path: str) -> None:
    """Refuse a drawing that holds anything but plain shapes and words; raises ``DocumentError``."""
    if not svg.startswith(f'<svg xmlns="{NAMESPACE}" '):
        raise DocumentError(path, "a drawing starts with <svg and its namespace")
    if "<!" in svg or "<?" in svg:
        raise DocumentError(path, "a drawing holds no declarations, comments or instructions")
    try:
        root = ET.fromstring(svg)  # noqa: S314  without declarations there are no entities to expand
    except ET.ParseError as error:
        raise DocumentError(path, f"not well-formed SVG ({error})") from error
    for element in root.iter():
        _check_element(element, path)


def _check_element(element: ET.Element, path: str) -> None:
    name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    if name not in ELEMENTS:
        raise DocumentError(path, f"a drawing holds no <{name}>")
    for attribute, value in element.attrib.items():
        if attribute not in ATTRIBUTES:
            raise DocumentError(path, f"a drawing has no attribute {attribute}")
        if not PLAIN_VALUE.fullmatch(value) or "url(" in value:
            raise DocumentError(path, f"a drawing's {attribute} is a plain value")
