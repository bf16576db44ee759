"""How fast it is: folders to measure on, and measurements beside what a user would pick instead."""
