"""Events belong to a transaction."""

import pytest

from akinai.core.events import OutsideTransaction, publish
from akinai.core.settings import SettingsChanged


def test_publishing_outside_a_transaction_is_refused(committed_db):
    with pytest.raises(OutsideTransaction):
        publish([SettingsChanged(subject="settings/0", actor="test", values={})])
