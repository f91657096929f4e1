"""Server-sent events, however the network cuts them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.llm.providers.sse import LINE_LIMIT, STREAM_LIMIT, EventData, NotEvents

STREAM = b'\xef\xbb\xbf: hello\n\nevent: a\ndata: {"n":1}\n\ndata:one\ndata: two\nid: 7\n\n\ndata: [DONE]\n\n'
WHOLE = [b'{"n":1}', b"one\ntwo", b"[DONE]"]


def fed(*pieces: bytes) -> list[bytes]:
    source = EventData()
    return [data for piece in pieces for data in source.feed(piece)] + source.end()


def test_comments_names_and_ids_are_left_and_lines_of_one_event_joined() -> None:
    assert fed(STREAM) == WHOLE


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
@settings(deadline=None)
@given(cuts=st.lists(st.integers(0, len(STREAM) * 2), max_size=12))
def test_no_cut_and_no_line_ending_changes_what_is_read(ending: bytes, cuts: list[int]) -> None:
    stream = STREAM.removeprefix(b"\xef\xbb\xbf").replace(b"\n", ending)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    assert fed(*(stream[a:b] for a, b in pairwise(edges))) == WHOLE


def test_an_event_without_its_blank_line_is_read_at_the_end() -> None:
    assert fed(b"data: a\n\ndata: b") == [b"a", b"b"]


def test_a_line_without_end_is_refused_long_before_it_fills_the_memory() -> None:
    with pytest.raises(NotEvents):
        fed(*[b"x" * 1000] * (LINE_LIMIT // 1000 + 200))


def test_a_stream_without_end_is_refused() -> None:
    piece = b"data: " + b"x" * 60_000 + b"\n\n"
    with pytest.raises(NotEvents):
        fed(*[piece] * (STREAM_LIMIT // 60_000 + 2))


def test_a_page_of_text_is_refused() -> None:
    with pytest.raises(NotEvents):
        fed(b"<p>This is not a stream.</p>\n" * 2000)
