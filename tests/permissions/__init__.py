"""Who may do what: the matrix, the document made of it, and the walk that tries every cell over the wire."""
