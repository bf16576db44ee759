"""Import of tables: a file of another program, and a map that says where each value belongs."""
