"""Makes the book: one document from the built site, then a PDF from that document."""
