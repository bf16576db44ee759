"""The folder as files that other programs open, and that `import records` reads back."""
