"""`python -m bellringer` is the same as the `bellringer` command."""

from bellringer.cli import main

if __name__ == "__main__":
    main()
