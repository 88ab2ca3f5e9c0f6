"""The register for machines: the same rows and the same actions as the pages."""
