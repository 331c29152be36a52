"""From nothing to the dashboard: the forms as they come, filled in with what was found and what a person knows.

The forms are answered where the browser would send them, and looked at by their words in tests/ha/flows; what is looked
at here in the browser is what stands there afterwards. It comes last: the demo's own home is taken away for it.
"""

from typing import Any

from playwright.sync_api import Page, expect

from demo.client import Client
from tests.e2e.conftest import Show, until
from tests.e2e.test_looks import ask

# What only a person knows, on the pages of the home and of the car; everything else is sent as it was filled in, and of
# a menu the first is chosen.
KNOWN: dict[str, dict[str, Any]] = {"found": {"contract": "60", "name": "EV", "capacity_kwh": 40.0}}
# A person sees no more screens than these, from the first form to the last.
MOST_SCREENS = 8

_CALL = """([method, path, data]) => document.querySelector('home-assistant').hass.callApi(method, path, data)
  .catch((error) => { throw new Error(JSON.stringify(error)) })"""


def call(page: Page, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
    """Call Home Assistant as its forms do."""
    return page.evaluate(_CALL, [method, path, data])


def filled_in(fields: list[dict[str, Any]], known: dict[str, Any]) -> dict[str, Any]:
    """Return a form's answers as they stand in it when it opens, with what a person knows better."""
    answers: dict[str, Any] = {}
    for field in fields:
        name = field["name"]
        suggested = (field.get("description") or {}).get("suggested_value")
        if field.get("type") == "expandable":
            answers[name] = filled_in(field["schema"], known)
        elif name in known:
            answers[name] = known[name]
        elif suggested is not None:
            answers[name] = suggested
        elif "default" in field:
            answers[name] = field["default"]
    return answers


def walk(page: Page, root: str, step: dict[str, Any]) -> dict[str, Any]:
    """Answer one form after the other until there is none."""
    for _ in range(MOST_SCREENS + 1):
        if step["type"] == "menu":
            answer = {"next_step_id": next(iter(step["menu_options"]))}
        elif step["type"] == "form":
            assert not step["errors"], (step["step_id"], step["errors"])
            answer = filled_in(step["data_schema"], KNOWN.get(step["step_id"], {}))
        else:
            return step
        step = call(page, "POST", f"{root}/{step['flow_id']}", answer)
    raise AssertionError("the forms do not end")


def test_from_the_first_form_to_the_dashboard(client: Client, show: Show) -> None:
    page = show(path="/profile")
    page.wait_for_function("document.querySelector('home-assistant')?.hass?.connected")
    for old in ask(page, type="config_entries/get", domain="v2h_planner"):
        call(page, "DELETE", f"config/config_entries/entry/{old['entry_id']}")
    flows, subentries = "config/config_entries/flow", "config/config_entries/subentries/flow"
    home = walk(page, flows, call(page, "POST", flows, {"handler": "v2h_planner"}))
    assert home["type"] == "create_entry"
    kind, flow_id = home["next_flow"]
    assert kind == "config_subentries_flow"
    car = walk(page, subentries, call(page, "GET", f"{subentries}/{flow_id}"))
    assert car["type"] == "create_entry"
    until(lambda: "sensor.ev_action" in {one["entity_id"] for one in client.get("states")}, "the car")
    page.goto(f"{client.url}/v2h-planner")
    expect(page.get_by_role("heading", name="Dry run: nothing is commanded")).to_be_visible()
    expect(page.locator("v2h-plan-chart")).to_be_visible(timeout=90_000)
    expect(page.locator("v2h-planner-card").get_by_role("button", name="Start control").first).to_be_visible()
