"""The part that knows MkDocs. Nothing below `site` may be imported by the core (tests/test_layers.py)."""
