"""Plainspine: sourced, plain answers about back pain from weak bones, and help fast when a message is a warning sign."""

__version__ = "0.1.0"
