"""REST of web hooks, for administrators: endpoints, what was delivered, what was given up, delivering again."""

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.calls.routes import Limit, Offset
from api.guards import administrators
from api.problems import AnyRequest
from api.schemas import Page
from api.schemas.outbox import OutState
from api.schemas.webhooks import (
    DeliveryPage,
    DeliveryView,
    NewWebhook,
    WebhookChange,
    WebhookList,
    WebhookView,
)
from api.services import Services
from api.webhooks.kinds import NAMES


class Webhooks(Controller):
    """Endpoints and deliveries. Bodies carry no resident's data; signatures follow standardwebhooks.com."""

    path = "/api/webhooks"
    tags = ("webhooks",)
    guards = (administrators,)

    @get(operation_id="listWebhooks")
    async def all(self, services: NamedDependency[Services]) -> WebhookList:
        """Every endpoint, and every kind of event that can be asked for."""
        return WebhookList(items=await services.channels.webhooks.all(), kinds=tuple(sorted(NAMES)))

    @post(operation_id="addWebhook")
    async def add(
        self, request: AnyRequest, data: JSONBody[NewWebhook], services: NamedDependency[Services]
    ) -> WebhookView:
        """A new endpoint. Its secret is in this answer and never shown again."""
        return await services.channels.webhooks.add(data, request.user.agent_id)

    @patch("/{webhook_id:str}", operation_id="switchWebhook")
    async def switch(
        self, webhook_id: FromPath[str], data: JSONBody[WebhookChange], services: NamedDependency[Services]
    ) -> WebhookView:
        """Switch it off, or on again."""
        return await services.channels.webhooks.switch(webhook_id, active=data.active)

    @delete("/{webhook_id:str}", operation_id="removeWebhook")
    async def remove(self, webhook_id: FromPath[str], services: NamedDependency[Services]) -> None:
        """Remove it with its deliveries."""
        await services.channels.webhooks.remove(webhook_id)

    @get("/{webhook_id:str}/deliveries", operation_id="listDeliveries")
    async def deliveries(
        self,
        webhook_id: FromPath[str],
        services: NamedDependency[Services],
        delivery_state: FromQuery[OutState | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> DeliveryPage:
        """What was sent, waits, or was given up (`dead`), newest first."""
        total, items = await services.channels.webhooks.deliveries(
            webhook_id, delivery_state, limit=limit, offset=offset
        )
        return DeliveryPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @post("/deliveries/{delivery_id:str}/redeliver", operation_id="redeliver", status_code=200)
    async def redeliver(self, delivery_id: FromPath[str], services: NamedDependency[Services]) -> DeliveryView:
        """Send it once more, with every try that a new one has."""
        return await services.channels.webhooks.redeliver(delivery_id)
