"""Web hooks as the API shows them: endpoints, deliveries."""

import msgspec

from api.schemas.lists import Page
from api.schemas.outbox import OutState


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/webhooks. `kinds` are public names such as `ticket.registered`; empty: everything."""

    url: str
    kinds: tuple[str, ...] = ()


class WebhookView(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint. `secret` is shown once, in the answer that made it."""

    webhook_id: str
    url: str
    kinds: tuple[str, ...]
    active: bool
    created_at: float
    waiting: int = 0
    dead: int = 0
    secret: str = ""


class WebhookChange(msgspec.Struct, frozen=True, kw_only=True):
    """Body of PATCH /api/webhooks/{webhook_id}: switch it off, and on again."""

    active: bool


class WebhookList(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/webhooks, with every kind that can be told."""

    items: tuple[WebhookView, ...]
    kinds: tuple[str, ...]


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """One fact for one endpoint. Times are Unix seconds."""

    delivery_id: str
    webhook_id: str
    kind: str
    state: OutState
    created_at: float
    tries: int
    next_at: float | None = None
    """When it is tried again, while it waits."""
    sent_at: float | None = None
    last_status: int | None = None
    last_error: str = ""
    body: str = ""


class DeliveryPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/webhooks/{webhook_id}/deliveries, newest first."""

    page: Page
    items: tuple[DeliveryView, ...]
