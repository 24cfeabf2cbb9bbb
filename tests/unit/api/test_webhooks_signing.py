"""What we sign, the specification's own library accepts; what was changed, it refuses."""

import json
import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from api.webhooks.signing import PREFIX, headers, new_secret

BODY = json.dumps({"type": "ticket.registered", "data": {"number": "TS20261123-0001"}})


def test_the_reference_library_accepts_it() -> None:
    secret = new_secret()
    signed = headers(secret, "evt-7", BODY, time.time())
    assert Webhook(secret).verify(BODY, signed)["type"] == "ticket.registered"


def test_a_changed_body_id_or_time_another_secret_and_an_old_one_are_refused() -> None:
    secret, now = new_secret(), time.time()
    signed = headers(secret, "evt-7", BODY, now)
    wrong = [
        (secret, BODY.replace("0001", "0002"), signed),
        (secret, BODY, signed | {"webhook-id": "evt-8"}),
        (secret, BODY, signed | {"webhook-timestamp": str(int(now) + 1)}),
        (new_secret(), BODY, signed),
        (secret, BODY, headers(secret, "evt-7", BODY, now - 3600)),
    ]
    for key, body, sent in wrong:
        with pytest.raises(WebhookVerificationError):
            Webhook(key).verify(body, sent)


def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(one.startswith(PREFIX) and len(one) > 40 for one in made)
