"""The pages of reports, a file for each thing that they are about."""
