"""Readers: raw input -> Document."""
