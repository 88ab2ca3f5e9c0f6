"""What goes wrong with a document."""


class DocumentError(ValueError):
    """A document breaks a rule; ``path`` says where (``blocks[3].rows[0]``), ``message`` which rule."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message
