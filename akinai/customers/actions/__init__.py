"""Everything that changes what is kept about people.

joining.py: registering and proving the mail address; bringing.py: members of an old
shop; entering.py: signing in; passwords.py; changing.py: profile and
mail address; addresses.py; consents.py; leaving.py: 退会 and erasure; marking.py: 要注意顧客.
"""

from akinai.customers.actions.addresses import AddressRow, delete_addresses, save_addresses, use_first
from akinai.customers.actions.bringing import BroughtIn, bring_in
from akinai.customers.actions.changing import (
    Profile,
    ask_new_email,
    change,
    confirm_new_email,
    set_memo,
    swear_password,
)
from akinai.customers.actions.consents import ConsentGiven, consent
from akinai.customers.actions.entering import Entrance, enter, tell_new_device
from akinai.customers.actions.joining import NewMember, confirm_mail, forget_unconfirmed, register, send_again
from akinai.customers.actions.leaving import erase, leave
from akinai.customers.actions.letters import NoSender, write
from akinai.customers.actions.links import is_link_of
from akinai.customers.actions.marking import FIELDS, Mark, mark, unmark
from akinai.customers.actions.passwords import ask_reset, change_password, reset_password
from akinai.customers.actions.tries import forget_tries, one_more

__all__ = [
    "FIELDS",
    "AddressRow",
    "BroughtIn",
    "ConsentGiven",
    "Entrance",
    "Mark",
    "NewMember",
    "NoSender",
    "Profile",
    "ask_new_email",
    "ask_reset",
    "bring_in",
    "change",
    "change_password",
    "confirm_mail",
    "confirm_new_email",
    "consent",
    "delete_addresses",
    "enter",
    "erase",
    "forget_tries",
    "forget_unconfirmed",
    "is_link_of",
    "leave",
    "mark",
    "one_more",
    "register",
    "reset_password",
    "save_addresses",
    "send_again",
    "set_memo",
    "swear_password",
    "tell_new_device",
    "unmark",
    "use_first",
    "write",
]
