"""How an item of the duty list that a promise opened is named (LINE-8)."""


def item_id_of(call_id: str) -> str:
    """The id of the item that the promise of this call opened."""
    return f"promise:{call_id}"
