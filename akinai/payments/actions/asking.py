"""A payment is asked for: the row that everything else hangs on, born in the transaction of what it is for."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from akinai.core import clock, prepared
from akinai.core.arrays import literal


@dataclass(frozen=True, slots=True)
class Payer:
    """Who is to pay, as bank lines are compared with it."""

    name: str = ""
    kana: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """What is to be paid for documents ("order/12"), by a method's code; amounts in minor units, one per document.

    `paying`: the buyer goes to a payment page now, and pieces are held for the method's `page_minutes`.
    """

    documents: tuple[str, ...]
    amounts: tuple[int, ...]
    method: str
    currency: str = "JPY"
    payer: Payer = Payer()
    paying: bool = False
    attempt: int = 1


_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is mistaken when read aloud

# The id is taken before the row, as our number at the gateway is made of it.
STATEMENT = """
insert into payments_payment (
  id, documents, amounts, account_id, method, attempt, merchant_ref, token, currency, amount,
  payer_name, payer_kana, payer_email, payer_phone, created_at, expires_at, due_on, ids, instructions,
  state, authorised, captured, refunded, disputed, inquiries, next_inquiry_at)
select n.id, array(select jsonb_array_elements_text(n.documents)),
       array(select jsonb_array_elements_text(n.amounts)::bigint),
       m.account_id, m.code, n.attempt, 'P' || lpad(n.id::text, 8, '0') || '-' || n.salt, gen_random_uuid(),
       n.currency, n.amount, n.name, n.kana, n.email, n.phone, %(now)s,
       case when n.paying then %(now)s + make_interval(mins => m.page_minutes) end,
       %(today)s::date + m.due_days, '{}', '{}',
       case when n.paying then 'new' else 'pending' end, 0, 0, 0, 0, 0,
       case when n.paying then %(now)s + make_interval(mins => m.page_minutes) end
  from (select *, nextval('payments_payment_id_seq') as id
          from unnest(%(documents)s::jsonb[], %(amounts)s::jsonb[], %(method)s::text[], %(attempt)s::int[],
                      %(salt)s::text[], %(currency)s::text[], %(amount)s::bigint[], %(name)s::text[],
                      %(kana)s::text[], %(email)s::text[], %(phone)s::text[], %(paying)s::boolean[])
               as n (documents, amounts, method, attempt, salt, currency, amount, name, kana, email, phone,
                     paying)) n
  join payments_method m on m.code = n.method
returning id, documents
"""


def request(payments: Sequence[NewPayment], *, actor: str) -> dict[str, int]:
    """Write payments to come. One statement. Must run in the caller's transaction.

    Returns payment ids by each of their documents. A method the shop has no contract for makes no payment.
    """
    if not payments:
        return {}
    now = clock.now()
    with prepared.cursor() as cursor:
        cursor.execute(
            STATEMENT,
            {
                "now": now,
                "today": clock.today(),
                "documents": literal(json.dumps(one.documents) for one in payments),
                "amounts": literal(json.dumps(one.amounts) for one in payments),
                "method": literal(one.method for one in payments),
                "attempt": literal(one.attempt for one in payments),
                "salt": literal("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in payments),
                "currency": literal(one.currency for one in payments),
                "amount": literal(sum(one.amounts) for one in payments),
                "name": literal(one.payer.name for one in payments),
                "kana": literal(one.payer.kana for one in payments),
                "email": literal(one.payer.email for one in payments),
                "phone": literal(one.payer.phone for one in payments),
                "paying": literal(one.paying for one in payments),
            },
        )
        rows = cursor.fetchall()
    return {document: payment for payment, documents in rows for document in documents}
