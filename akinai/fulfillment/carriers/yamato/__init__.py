"""ヤマト運輸 B2クラウド: label CSV out, 発行済データ in. The layouts are in layouts/, see README.md there."""
