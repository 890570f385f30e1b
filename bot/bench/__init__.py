"""Measures Plainspine beside the stock Rasa pipeline, each from outside, as child processes of its own environment."""
