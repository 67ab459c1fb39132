"""Who did what, when and why: a book that is only ever added to, and the letters that still have to be sent."""
