"""python3 follow.py LIBRARY URL follows a stream with a library, and prints a line of JSON for all that it sees."""

import asyncio
import json
import sys


def messages(lines):
    """Yields the data of each event, from the lines as a library splits and decodes them."""
    data = []
    for line in lines:
        if line.startswith("data: "):
            data.append(line.removeprefix("data: "))
        elif line.startswith(("id: ", "retry: ", ":")):
            pass
        elif line == "" and data:
            yield "\n".join(data)
            data = []
        elif line != "":
            raise ValueError(f"a line of another kind: {line!r}")


def tell(data):
    print(json.dumps({"saw": "message", "data": data}), flush=True)


def follow_requests(url):
    import requests

    with requests.get(url, stream=True) as response:
        for data in messages(response.iter_lines(decode_unicode=True)):
            tell(data)


def follow_httpx(url):
    import httpx

    with httpx.stream("GET", url, timeout=None) as response:
        for data in messages(line.rstrip("\n") for line in response.iter_lines()):
            tell(data)


def follow_aiohttp(url):
    import aiohttp

    async def follow():
        async with aiohttp.ClientSession(read_bufsize=2**22) as session, session.get(url) as response:
            # The charset has to be in the header: aiohttp guesses none for a body that it has not read.
            lines = []
            async for line in response.content:
                lines.append(line.decode(response.charset).rstrip("\n"))
                if lines[-1] == "":
                    for data in messages(lines):
                        tell(data)
                    lines = []

    asyncio.run(follow())


{"requests": follow_requests, "httpx": follow_httpx, "aiohttp": follow_aiohttp}[sys.argv[1]](sys.argv[2])
