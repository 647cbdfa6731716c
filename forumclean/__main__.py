"""`python -m forumclean` is the same as `forumclean`."""

from forumclean.cli.main import app

if __name__ == "__main__":
    app()
