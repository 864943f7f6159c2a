"""The version of the service, as answers and the packaging tell it."""

VERSION = "0.1.0"
