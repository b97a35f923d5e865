"""日本郵便 ゆうプリR: label CSV out (no header, 117 columns; other versions of the program have 118: copy and edit)."""
