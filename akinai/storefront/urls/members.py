"""Registration, sign-in, my page; the orders of guests."""

from django.urls import path

from akinai.storefront.views.members import account, book, entering, orders, papers, wishes

urlpatterns = [
    path("my/register/", entering.register, name="register"),
    path("my/registered/", entering.registered, name="registered"),
    path("my/confirm/<str:token>/", entering.confirm, name="confirm"),
    path("my/sign-in/", entering.sign_in, name="sign_in"),
    path("my/sign-out/", entering.sign_out, name="sign_out"),
    path("my/reset/", entering.reset, name="reset"),
    path("my/reset/<str:token>/", entering.reset_choose, name="reset_choose"),
    path("my/new-address/<str:token>/", entering.confirm_email, name="confirm_email"),
    path("my/", account.overview, name="my"),
    path("my/profile/", account.profile, name="my_profile"),
    path("my/password/", account.password, name="my_password"),
    path("my/email/", account.email, name="my_email"),
    path("my/mails/", account.mails, name="my_mails"),
    path("my/leave/", account.leave, name="leave"),
    path("my/left/", account.left, name="left"),
    path("my/addresses/", book.addresses, name="my_addresses"),
    path("my/addresses/new/", book.address, name="my_address_new"),
    path("my/addresses/<int:address_id>/", book.address, name="my_address"),
    path("my/addresses/<int:address_id>/do/", book.address_do, name="my_address_do"),
    path("my/wishes/", wishes.wishes, name="wishes"),
    path("my/wishes/<str:code>/", wishes.wish_toggle, name="wish_toggle"),
    path("my/orders/", orders.order_list, name="my_orders"),
    path("my/orders/<str:number>/", orders.order, name="my_order"),
    path("orders/", orders.find_order, name="find_order"),
    path("orders/open/<str:token>/", orders.guest_open, name="guest_open"),
    path("orders/<str:number>/", orders.guest_order, name="guest_order"),
    path("orders/<str:number>/paper/", papers.issue_paper, name="issue_paper"),
    path("orders/<str:number>/papers/<str:paper>/", papers.open_paper, name="open_paper"),
    path("orders/<str:number>/again/", orders.reorder, name="reorder"),
    path("orders/<str:number>/ask-cancel/", orders.ask_cancel, name="ask_cancel"),
]
