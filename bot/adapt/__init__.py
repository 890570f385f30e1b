"""Teaches the sentence encoder how patients write. Run by hand when the corpora have grown; the rest of the project needs no PyTorch."""
