"""Only the hosts that SECURITY.md declares are contacted, over HTTPS, by the one client there is."""

import ast
from pathlib import Path
import re

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import pytest
from yarl import URL

import custom_components.v2h_planner as component
from custom_components.v2h_planner.feeds import http_json, jma_areas, looop
from custom_components.v2h_planner.feeds.http_json import UnavailableError, async_fetch

ROOT = Path(component.__file__).parent
DECLARED = {"www.jma.go.jp", "looop-denki.com"}
# Each plan names the pages to compare it with.
TARIFF_SOURCES = {"core/tariff/presets.py", "core/tariff/table_presets.py"}
SOURCES = sorted(ROOT.rglob("*.py"))
# What opens a connection, or runs what does.
NETWORK = re.compile(
    r"^(?:aiohttp|asyncio\.streams|ftplib|http\.client|httpx|paho|requests|smtplib|socket|socketserver|ssl"
    r"|subprocess|telnetlib|urllib\.request|urllib3|websocket|websockets|xmlrpc)\b"
)
CLIENT = "feeds/http_json.py"


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def strings(tree: ast.AST) -> set[str]:
    """The strings of a module that do something: no docstrings."""
    said = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said
    }


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_feeds_know_the_declared_hosts_and_no_other() -> None:
    addresses = {
        address
        for path in SOURCES
        if place(path).startswith("feeds/")
        for text in strings(ast.parse(path.read_text()))
        for address in re.findall(r"\b\w+://[^\s/\"')]+", text)
    }
    assert addresses == {f"https://{host}" for host in DECLARED}
    assert {URL(looop.URL).host, URL(jma_areas.BASE_URL).host} == DECLARED


def test_no_module_knows_a_host_but_the_declared_ones() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        hosts = {
            host
            for text in strings(tree)
            for host in re.findall(r"\b(?:https?|wss?|mqtts?|ftp)://([^\s/\"')]+)", text)
        }
        # where a tariff's numbers come from, and the name of SVG's language: they are shown or written, never asked
        if place(path) not in TARIFF_SOURCES:
            told = {"www.w3.org"} if place(path) == "presentation/plan_svg.py" else set()
            assert hosts <= DECLARED | told, place(path)


def test_only_the_one_client_opens_connections() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        found = {name for name in imports(tree) if NETWORK.match(name)}
        types_only = {"aiohttp.ClientSession"} if place(path).startswith("feeds/") else set()
        # what is asked, not what asks: the card's file
        types_only |= {"aiohttp.web"} if place(path) == "dashboards/card_file.py" else set()
        if place(path) != CLIENT:
            assert found <= types_only, place(path)
            asked = {
                node.func.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and ast.unparse(node.func.value).rpartition(".")[2].lstrip("_") in {"session", "websession"}
            }
            assert asked == set(), place(path)


def test_nothing_that_comes_in_is_run() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        names = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not names & {"eval", "exec", "compile", "__import__", "Template"}, place(path)
        assert not {
            name
            for name in imports(tree)
            if re.match(r"pickle|marshal|shelve|yaml|jinja2|.*helpers\.template\b", name)
        }


def test_the_card_asks_home_assistant_and_nobody_else() -> None:
    built = (ROOT / "frontend" / "v2h-planner.js").read_text()
    # the page about the card, which Home Assistant's list of cards links to
    assert {URL(found).host for found in re.findall(r"https?://[^\s\"'`)\\]+", built)} <= {"github.com"}
    assert not re.search(
        r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\s*\(", built
    )


def test_the_card_makes_markup_of_its_own_templates_only() -> None:
    unsafe = re.compile(r"unsafe\w+|(?:inner|outer)HTML|insertAdjacent|document\.write|\beval\(|new Function")
    for path in sorted((ROOT.parent.parent / "card" / "src").rglob("*.ts")):
        assert not unsafe.search(path.read_text()), path.name


def test_the_declared_hosts_stand_in_the_document() -> None:
    text = (ROOT.parent.parent / "SECURITY.md").read_text()
    table = text.partition("## What it contacts")[2].partition("\n## ")[0]
    assert set(re.findall(r"\| `([\w.-]+\.\w+)` \|", table)) == DECLARED


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/",
        "//evil.example/x",
        "http://127.0.0.1:1/x",
        "https://www.jma.go.jp:8443/x",
        "https://www.jma.go.jp.evil.example/x",
        "https://www.jma.go.jp@evil.example/x",
        "http://www.jma.go.jp/x",
        "file:///etc/hostname",
        "javascript:alert(1)",
        "https://[",
        "",
    ],
)
def test_a_redirect_leads_nowhere_else(location: str) -> None:
    try:
        there = URL(http_json._redirected("https://www.jma.go.jp/a", location))
    except UnavailableError, ValueError:
        return
    assert (there.scheme, there.host, there.port) == ("https", "www.jma.go.jp", 443)


@pytest.mark.parametrize(
    "location", ["/b", "b", "https://www.jma.go.jp/c", "https://www.jma.go.jp:443/c", "?x=1"]
)
def test_a_redirect_on_the_same_host_is_followed(location: str) -> None:
    assert URL(http_json._redirected("https://www.jma.go.jp/a", location)).host == "www.jma.go.jp"


async def test_a_server_that_sends_elsewhere_is_not_followed(socket_enabled: None) -> None:
    asked: list[str] = []

    async def other(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response({})

    async def first(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"http://localhost:{elsewhere.port}/stolen"})

    away, here = web.Application(), web.Application()
    away.router.add_get("/{any}", other)
    here.router.add_get("/{any}", first)
    elsewhere, server = TestServer(away), TestServer(here)
    await elsewhere.start_server()
    await server.start_server()
    async with ClientSession() as session:
        with pytest.raises(UnavailableError):
            await async_fetch(session, str(server.make_url("/a")))
    await server.close()
    await elsewhere.close()
    assert asked == []
