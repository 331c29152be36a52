"""What a server may answer: a file, or too much, or nonsense, or the way to somebody else."""

from collections.abc import AsyncIterator, Callable
import gzip
import json
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.v2h_planner.feeds.http_json import (
    MOST_BYTES,
    MOST_LEVELS,
    MOST_REDIRECTS,
    UnavailableError,
    async_fetch,
)

type Handler = Callable[[web.Request], Any]


class Server:
    """A server of this machine, which answers as the test has it."""

    def __init__(self, server: TestServer) -> None:
        self.server = server
        self.asked: list[str] = []
        self.sent = 0
        self.answers: dict[str, Handler] = {}

    def url(self, path: str = "file", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server.port}/{path}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(f"{request.url.host}/{request.match_info['path']}")
        found = self.answers[request.match_info["path"]](request)
        return await found if not isinstance(found, web.StreamResponse) else found

    def body(self, body: bytes, **headers: str) -> None:
        """Answer with this body at `file`."""
        self.answers["file"] = lambda _: web.Response(body=body, headers=headers)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.answers[path] = lambda _: web.Response(status=status, headers={"Location": to})


@pytest.fixture(name="server")
async def server_fixture(socket_enabled: None) -> AsyncIterator[Server]:
    app = web.Application()
    test_server = TestServer(app)
    server = Server(test_server)
    app.router.add_get("/{path:.*}", server.answer)
    await test_server.start_server()
    yield server
    await test_server.close()


@pytest.fixture(name="session")
async def session_fixture() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def fetch(session: ClientSession, server: Server) -> object:
    answer = await async_fetch(session, server.url())
    assert answer is not None
    return answer.payload


async def refusal(session: ClientSession, server: Server) -> str:
    with pytest.raises(UnavailableError) as err:
        await async_fetch(session, server.url())
    return str(err.value)


async def test_a_packed_answer_counts_by_what_comes_out_of_it(server: Server, session: ClientSession) -> None:
    server.body(gzip.compress(b'"' + b"x" * (MOST_BYTES - 2) + b'"'), **{"Content-Encoding": "gzip"})
    assert len(str(await fetch(session, server))) == MOST_BYTES - 2
    server.body(gzip.compress(b'"' + b"x" * MOST_BYTES + b'"'), **{"Content-Encoding": "gzip"})
    assert await refusal(session, server) == f"> {MOST_BYTES} bytes"


async def test_a_bomb_is_unpacked_no_further_than_an_answer_may_be_long(
    server: Server, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    whole = 100_000_000
    packed = gzip.compress(bytes(whole))
    assert len(packed) < 300_000
    server.body(packed, **{"Content-Encoding": "gzip"})
    async with session.get(server.url()) as response:
        monkeypatch.setattr(
            type(response.content), "feed_data", _counted(type(response.content).feed_data, read)
        )
    assert await refusal(session, server) == f"> {MOST_BYTES} bytes"
    assert MOST_BYTES <= sum(read) < 2 * MOST_BYTES


def _counted(feed: Callable[..., Any], read: list[int]) -> Callable[..., Any]:
    def counted(self: object, data: bytes, *more: object) -> Any:
        read.append(len(data))
        return feed(self, data, *more)

    return counted


async def test_an_answer_that_says_it_is_too_long_is_not_read_at_all(
    server: Server, session: ClientSession
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(MOST_BYTES * 1000)})
        await response.prepare(request)
        return response

    server.answers["file"] = answer
    assert await refusal(session, server) == f"> {MOST_BYTES} bytes"


@pytest.mark.parametrize("host", ["localhost", "example.invalid"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nobody_else_is_asked_wherever_a_server_points(
    server: Server, session: ClientSession, host: str, status: int
) -> None:
    server.redirect("file", server.url("other", host), status)
    server.answers["other"] = lambda _: web.json_response({})
    assert await refusal(session, server) == f"→ {host}"
    assert server.asked == ["127.0.0.1/file"]


async def test_a_file_that_moved_on_its_own_server_is_found(server: Server, session: ClientSession) -> None:
    server.redirect("file", "/there")
    server.redirect("there", "here?new=1", 308)
    server.answers["here"] = lambda request: web.json_response(dict(request.query))
    assert await fetch(session, server) == {"new": "1"}


@pytest.mark.parametrize("to", ["", "file", "//", "http://[", "ftp://127.0.0.1/file", "\x00"])
async def test_a_redirect_that_leads_nowhere_is_refused(
    server: Server, session: ClientSession, to: str
) -> None:
    server.redirect("file", to.replace("\x00", "%00"))
    server.answers["%00"] = server.answers["\x00"] = server.answers["file"]
    server.answers[""] = server.answers["file"]
    assert await refusal(session, server)
    assert len(server.asked) <= 1 + MOST_REDIRECTS


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
async def test_every_encoding_that_json_has_is_read(
    server: Server, session: ClientSession, charset: str
) -> None:
    server.body(json.dumps({"今日": [27.5]}, ensure_ascii=False).encode(charset))
    assert await fetch(session, server) == {"今日": [27.5]}


@pytest.mark.parametrize(
    "body",
    [
        '{"今日": [27.5]}'.encode("cp932"),
        b'{"a": "\xff"}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xed\xa0\x80"}',
        b"[" * 2_000_000,
        b"[" * 500_000 + b"]" * 500_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b"[" * (MOST_LEVELS + 2) + b"]" * (MOST_LEVELS + 2),
        b"[" + b"1" * 100_000 + b"]",
        b"",
    ],
    ids=range(10),
)
async def test_what_nobody_can_read_is_refused_and_raises_nothing_else(
    server: Server, session: ClientSession, body: bytes
) -> None:
    server.body(body)
    assert len(await refusal(session, server)) <= 120


async def test_a_file_may_be_nested_as_deep_as_any_known_one(server: Server, session: ClientSession) -> None:
    server.body(b"[" * 12 + b'"\\ud83d\\ude00"' + b"]" * 12)
    assert "😀" in str(await fetch(session, server))


async def test_a_server_that_breaks_off_is_unavailable(server: Server, session: ClientSession) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"[1")
        assert request.transport is not None
        request.transport.close()
        return response

    server.answers["file"] = answer
    assert await refusal(session, server)
