"""A stand-in 倉庫委託先: reads a 出荷指示 and answers with the 実績 of everything it sent."""
