"""What can go wrong with the embedded servers, in words for the person at the terminal."""


class ServiceError(Exception):
    """A server cannot be started or stopped; the message says why and what to do."""
