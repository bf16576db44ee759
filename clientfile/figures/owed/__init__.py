"""What clients owe: VAT, due dates, what is open on a day, and how old it is."""
