"""The channels through other companies: Rasa's clients for sending, our own doorstep for receiving (docs/decisions/0014-channels.md)."""
