"""What every part of the API shares: how it reads, answers, refuses and describes itself (Dutch API Design Rules).

A view names its rows, serializers and query; the rules of the API are kept here, once.
"""
