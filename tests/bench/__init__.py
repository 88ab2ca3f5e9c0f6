"""Measurements of time and size: `make bench`, or `make bench ARGS="--only pages"`.

No part of the test run: no file here is named as a test. Importing this package sets Django up as the measurements
need it, also in the child processes that measure memory.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taskforce.settings")
os.environ["TASKFORCE_NOW"] = "2023-12-04T09:00"
# What is measured is the server, not the brake on eager clients.
os.environ["TASKFORCE_API_RATE"] = os.environ["TASKFORCE_API_VISITOR_RATE"] = "1000000/min"
django.setup()
