"""What channels through other companies have in common, without Rasa: parts to send, signatures, who wrote, and what stops texts."""
