"""SBペイメントサービス: the buyer pays on its page (リンク型); captures and refunds go by its XML (API型).

translate.py builds the purchase form and reads notices, xml.py builds requests and reads answers, codes.py holds what
differs by contract, gateway.py makes the calls, diagnosis.py finds out by which charset a notice was hashed. The
official documents come with the contract; facts here are from open code (wozaki/sbpayment.rb, EC-CUBE's plugin), and
what could not be proven is a setting.
"""
