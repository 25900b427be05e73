"""What an editor is told while its author writes: an LSP server, and what it says of a report."""
