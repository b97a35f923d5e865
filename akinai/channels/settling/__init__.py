"""精算 of malls, without a database: a file as lines of kinds, and one order's lines beside what we have of it."""
