"""A small REST client of the demo's Home Assistant: log in, ask, act. The browser test uses it too."""

from dataclasses import dataclass
import json
from typing import Any
import urllib.parse
import urllib.request

TIMEOUT_SECONDS = 10

# The one user of every demo.
USER = "demo"
PASSWORD = "demo"


@dataclass(frozen=True)
class Client:
    """A logged-in user. `tokens` is what Home Assistant's own frontend keeps in the browser."""

    url: str
    tokens: dict[str, Any]

    @classmethod
    def log_in(cls, url: str, user: str, password: str) -> Client:
        """Log in through the same flow as the log-in page; OSError or ValueError while it is not up."""
        client_id = f"{url}/"
        flow = _call(
            f"{url}/auth/login_flow",
            {"client_id": client_id, "handler": ["homeassistant", None], "redirect_uri": client_id},
        )
        step = _call(
            f"{url}/auth/login_flow/{flow['flow_id']}",
            {"client_id": client_id, "username": user, "password": password},
        )
        grant = {"grant_type": "authorization_code", "code": step["result"], "client_id": client_id}
        tokens = _call(f"{url}/auth/token", urllib.parse.urlencode(grant))
        return cls(url, {**tokens, "hassUrl": url, "clientId": client_id})

    def get(self, path: str) -> Any:
        """Send GET to a path below /api/."""
        return _call(f"{self.url}/api/{path}", token=self.tokens["access_token"])

    def post(self, path: str, data: dict[str, Any]) -> Any:
        """Send POST to a path below /api/."""
        return _call(f"{self.url}/api/{path}", data, token=self.tokens["access_token"])

    def state(self, entity_id: str) -> str:
        """Return the state of an entity."""
        return str(self.get(f"states/{entity_id}")["state"])

    def press(self, entity_id: str) -> None:
        """Press a button."""
        self.post("services/button/press", {"entity_id": entity_id})

    def choose(self, entity_id: str, option: str) -> None:
        """Choose an option of a select."""
        self.post("services/select/select_option", {"entity_id": entity_id, "option": option})


def _call(url: str, data: dict[str, Any] | str | None = None, *, token: str | None = None) -> Any:
    """Send a request and decode the answer; a dict goes as JSON, a string as a form."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = None
    if isinstance(data, dict):
        body = json.dumps(data).encode()
        headers["Content-Type"] = "application/json"
    elif data is not None:
        body = data.encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    request = urllib.request.Request(url, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        return json.loads(answer.read() or b"null")
