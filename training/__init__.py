"""How the scorer's numbers were made."""
