"""`python -m bot <verb>`: everything an operator or editor does with Plainspine."""
from bot.cli import main

if __name__ == "__main__":
    main()
