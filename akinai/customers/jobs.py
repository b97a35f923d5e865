"""Each night: accounts that nobody proved go."""

from procrastinate.contrib.django import app

from akinai.customers import actions


@app.periodic(cron="40 3 * * *")
@app.task(name="customers.forget_unconfirmed", queue="clock", retry=False)
def forget_unconfirmed(timestamp: int) -> None:
    actions.forget_unconfirmed(actor="job:clock")
