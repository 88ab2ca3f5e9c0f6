"""No page takes files: what a visitor sends along reaches neither memory nor disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory


def test_a_file_is_not_kept_however_large_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    large = SimpleUploadedFile("groot.bin", b"x" * 5_000_000)
    request = RequestFactory().post("/account/login/", {"login": "a@example.org", "bestand": large})
    assert dict(request.FILES) == {}
    assert list(tmp_path.iterdir()) == []
