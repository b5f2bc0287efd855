"""`python -m assistant` is `footnote`."""

from assistant.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
