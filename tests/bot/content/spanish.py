"""One language as languages.yml has it, for tests of what is checked and signed in it."""

SPANISH = """\
- id: es
  name: Spanish
  heading: Emergencia
  emergency: Llame al {emergency_number}.
  poison_help: Luego al {poison_help}.
  self_harm: Llame al {crisis_line}, o al {emergency_number}.
  other_language: Llame al {interpreter}, o al {emergency_number}.
  translation: A. Translator
  sources: [PAGE]
"""
