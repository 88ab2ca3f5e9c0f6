"""Told: the progress reports, compiled from what the platform knows and printed in two editions."""
