"""What differs by contract, as settings with defaults: codes of ways to pay, which are slips, ids of requests.

The tables were read in open code (wozaki/sbpayment.rb @af5e8c9, EC-CUBE 4's SoftbankPayment4 plugin), not in SBPS's own
document; a shop corrects them on the account's page by what its contract says.
"""

from collections.abc import Mapping
from typing import Any

# Neutral code → pay_method. "" : SBPS sells it, but its code is only in the contract's document: the shop enters it.
METHODS = {
    "card": "credit3d2",
    "instalments": "credit3d2",
    "convenience": "webcvs",
    "pay_easy": "payeasy",
    "virtual_account": "banktransfer",
    "paypay": "paypay",
    "rakuten_pay": "rakuten",
    "d_barai": "docomo",
    "au_pay": "auone",
    "carrier": "docomo,auone,softbank2",
    "merpay": "",
    "amazon_pay": "",
    "apple_pay": "",
    "google_pay": "",
    "atobarai": "",
}
CARDS = ("credit3d2", "credit3d", "credit")
SLIP_CODES = "webcvs payeasy banktransfer"
# Money is collected at once (自動売上) for these; for every other the result notice means an authorisation (指定売上).
AUTO_CODES = "rakuten linepay alipay paypal unionpay"
# pay_method, what is asked, id of the request. The ids of docomo and auone's capture follow the pattern of the others.
REQUESTS = """\
credit3d2 commit ST02-00101-101
credit3d2 capture ST02-00201-101
credit3d2 cancel ST02-00303-101
credit3d2 part ST02-00307-101
credit3d2 again ST01-00133-101
credit3d2 inquire MG01-00101-101
softbank2 capture ST02-00201-405
softbank2 cancel ST02-00303-405
docomo capture ST02-00201-401
docomo cancel ST02-00303-401
auone capture ST02-00201-402
auone cancel ST02-00303-402
paypay capture ST02-00201-311
paypay cancel ST02-00306-311
paypay part ST02-00306-311
rakuten cancel ST02-00306-305
linepay cancel ST02-00306-310
paypal cancel ST02-00303-306
alipay cancel ST02-00306-510
unionpay cancel ST02-00308-514
"""
# Requests whose cancel needs the month it is settled in, and those that take an amount as well.
CARRIER_CANCEL = {"ST02-00303-401": False, "ST02-00303-402": True}
# Cancels that give back an amount, and so need it even for the whole.
WITH_AMOUNT = ("ST02-00306-311",)


def request_id(settings: Mapping[str, Any], pay_method: str, asked: str) -> str:
    """The id of a request by the account's table; "" where the table has none."""
    code = "credit3d2" if pay_method in CARDS else pay_method
    for line in str(settings.get("requests") or REQUESTS).splitlines():
        if line.split()[:2] == [code, asked] and len(line.split()) > 2:
            return line.split()[2]
    return ""


def listed(settings: Mapping[str, Any], name: str) -> set[str]:
    """A setting that lists codes, apart by spaces or commas."""
    return set(str(settings.get(name, "")).replace(",", " ").split())
