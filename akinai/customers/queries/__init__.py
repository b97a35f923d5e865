"""Questions about people: marked.py (要注意顧客), members.py, dossier.py (everything kept about one, 開示請求)."""

from akinai.customers.queries.dossier import dossier, part
from akinai.customers.queries.marked import (
    Person,
    address_key,
    email_key,
    marked,
    marked_list,
    name_key,
    phone_key,
)
from akinai.customers.queries.members import addresses, consents_now, may_mail, member_of, members, of_email

__all__ = [
    "Person",
    "address_key",
    "addresses",
    "consents_now",
    "dossier",
    "email_key",
    "marked",
    "marked_list",
    "may_mail",
    "member_of",
    "members",
    "name_key",
    "of_email",
    "part",
    "phone_key",
]
