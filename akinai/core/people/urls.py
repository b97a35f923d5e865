"""/accounts/: sign-in, the second factor, one's own account, the warehouse's station.

Of the sign-in library only what this shop uses is reachable; the other names lead to the sign-in page.
"""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path

from akinai.core.people import enrol, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("signup/", views.closed, name="account_signup"),
    path("email/", views.closed, name="account_email"),
    path("password/set/", views.closed, name="account_set_password"),
    path("2fa/totp/activate/", enrol.EnrolTOTP.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", enrol.EnrolWebAuthn.as_view(), name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("choose/", views.choose, name="choose"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("station/", views.station, name="station"),
]
