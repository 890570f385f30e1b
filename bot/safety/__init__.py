"""The safety screen: finds warning signs in what a patient writes, before anything else reads it. Needs no Rasa."""
