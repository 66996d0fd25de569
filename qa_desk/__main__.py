"""`python -m qa_desk` is the command `qa-desk`."""

from qa_desk.cli.main import main

if __name__ == "__main__":
    main()
