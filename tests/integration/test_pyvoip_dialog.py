"""The pyVoIP connector within a dialog: the same tests that AsyncioSip is held against, with another line.

Left out is what this connector does not do: G.722, reliable provisionals (RFC 3262), offers in an early dialog.
"""

from collections.abc import AsyncIterator

import pytest

from telephony.connectors.pyvoip_sip import PyvoipSip
from tests.integration.dialog_rig import Line, answering, ringing_line
from tests.integration.test_dialog_crossing import (  # noqa: F401  they are collected here too
    test_a_200_that_comes_again_when_its_ack_is_forgotten_hangs_nobody_up,
    test_a_bye_before_the_ack,
    test_a_bye_while_the_call_is_being_answered,
    test_a_call_that_only_waits_for_its_ack_to_be_hung_up_takes_nothing_more,
    test_a_line_that_cannot_take_a_call_says_so,
    test_a_merged_invite_is_refused_and_harms_nothing,
    test_a_merged_invite_of_a_call_that_was_refused,
    test_a_peer_behind_nat_is_answered_where_it_was_heard,
    test_a_placed_call_that_is_redirected_or_refused,
    test_an_early_update_starts_no_session_timer,
    test_byes_that_cross,
    test_early_media_answers_for_a_200_without_sdp,
    test_of_a_fork_the_first_answer_counts_and_the_others_are_hung_up,
    test_recorded_routes,
    test_requests_follow_the_contact_of_the_newest_request,
    test_what_comes_after_the_end_finds_no_call,
)
from tests.integration.test_dialog_truth import (  # noqa: F401  they are collected here too
    test_a_re_invite_without_an_offer_gets_one_that_the_ack_answers,
    test_an_offer_that_cannot_be_met_leaves_the_call_as_it_was,
    test_an_update_without_sdp,
    test_before_the_answer_a_second_offer_must_wait,
    test_hold_and_back_by_either_request_in_either_dialog,
    test_info,
)


@pytest.fixture
async def ringing(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    async with ringing_line(PyvoipSip("127.0.0.1:0", rtp_ports=range(42_500, 42_900)), monkeypatch) as made:
        yield made


@pytest.fixture
async def line(ringing: Line) -> AsyncIterator[Line]:
    async with answering(ringing) as made:
        yield made
