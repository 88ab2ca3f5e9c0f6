"""What goes wrong when a document is rendered."""


class RenderError(RuntimeError):
    """A document could not be made into a file; the message says why, in the renderer's words."""
