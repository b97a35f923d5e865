"""Words of the sign-in library that our screens show and that its own Japanese catalogue lacks or words otherwise.

They are kept in core's catalogue, which Django asks first.
"""

WORDS: tuple[str, ...] = (
    "Username",
    "Password",
    "Code",
    "Authenticator code",
    "Current Password",
    "New Password",
    "New Password (again)",
    "Incorrect code.",
    "Incorrect password.",
    "Too many failed login attempts. Try again later.",
    "Be patient, you are sending too many requests.",
    "Invalid login.",
    "The username and/or password you specified are not correct.",
    "Please type your current password.",
    "You must type the same password each time.",
    "Authenticator app activated.",
    "Authenticator app deactivated.",
    "A new set of recovery codes has been generated.",
    "Security key added.",
    "Security key removed.",
    "Password successfully changed.",
    "You cannot deactivate two-factor authentication.",
    "This account is currently inactive.",
)
