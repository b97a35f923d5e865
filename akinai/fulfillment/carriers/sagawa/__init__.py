"""佐川急便 e飛伝Ⅲ: label CSV out; of its 出荷実績 the columns are found by header."""
