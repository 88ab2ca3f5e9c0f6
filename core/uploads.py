"""Files that a request brings along: nothing here takes any yet, so none is read, let alone kept."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class RefuseFiles(FileUploadHandler):
    """Ends a request at the first file in it, before a byte of it is stored."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Refuse it, and hear no more of this request."""
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Never asked, since no file begins."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Never asked either."""
