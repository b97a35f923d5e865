"""The desk's pages about people: marked.py, members.py."""
