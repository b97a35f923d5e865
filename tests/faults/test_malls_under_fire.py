"""Five malls, their calls failing, hands at their stock, the worker killed: every order in once, nothing oversold."""

import pytest

from bench.malls import fire, fleet


@pytest.mark.timeout(900)  # what does not come to rest within minutes is named before that
def test_five_malls_agree_after_faults_edits_and_kill_9(committed_db: str) -> None:
    truth = fire.burn(fleet.QUICK, orders=60, rate=20.0, every=2.0, skus=12)
    assert truth.good, truth.words
    assert truth.orders > 0
    assert truth.told > 0
    assert truth.kills > 0
