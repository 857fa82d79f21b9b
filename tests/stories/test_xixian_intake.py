"""西咸新区, chapter two: what is taken in, and what is turned away with which words."""

import pytest

from chalicelib.domain.errors import Kind
from tests.builders import Story

TOLD = {"explanation": "不属于受理范围", "advice": "请向有关部门反映"}
EARLIER_CLOSED = "2026-03-02T09:00"


def closed_before() -> Story:
    """A matter that was lawfully handled to the end."""
    return Story("xixian", at=EARLIER_CLOSED).dispatch().sign().answer()


@pytest.mark.rule("XX-02")
@pytest.mark.parametrize(
    "category", ["consultation", "help", "suggestion", "praise", "complaint", "report"]
)
def test_each_of_the_six_types_is_registered(category: str) -> None:
    story = Story("xixian", category=category)

    assert story.ticket.status == "registered"
    assert story.event("registered").basis is not None
    assert story.ticket.regulation == "xixian@undated"


@pytest.mark.rule("XX-02")
def test_a_type_that_the_text_does_not_name_is_wrong() -> None:
    story = Story("xixian", category="petition", expect="invalid_field")

    assert story.refusal.kind == Kind.INVALID
    assert [error.pointer for error in story.refusal.errors] == ["/category"]


@pytest.mark.rule("XX-04")
@pytest.mark.parametrize(
    "scope",
    [
        "government_information",
        "non_emergency_help",
        "public_management",
        "staff_conduct",
        "consumer_rights",
        "enterprise_directory",
        "assigned",
    ],
)
def test_a_class_of_article_six_is_picked_from_the_list(scope: str) -> None:
    assert Story("xixian", scope=scope).ticket.scope == scope


@pytest.mark.rule("XX-04")
def test_a_class_outside_article_six_is_wrong() -> None:
    story = Story("xixian", scope="party_affairs", expect="invalid_field")

    assert [error.pointer for error in story.refusal.errors] == ["/scope"]


@pytest.mark.rule("XX-02", "XX-07")
@pytest.mark.parametrize(
    "kind", ["national_message", "provincial_platform", "city_platform", "superior_assignment"]
)
def test_orders_passed_on_from_above_arrive_at_the_one_office(kind: str) -> None:
    source = {"platform": "xian", "reference": "XA-1", "kind": kind}

    story = Story("xixian", channel="platform", source=source)

    assert story.ticket.source is not None
    assert story.ticket.source.kind == kind


@pytest.mark.rule("XX-02", "XX-07")
def test_an_unknown_kind_of_source_is_wrong() -> None:
    source = {"platform": "xian", "reference": "XA-1", "kind": "newspaper"}

    story = Story("xixian", source=source, expect="invalid_field")

    assert [error.pointer for error in story.refusal.errors] == ["/source/kind"]


@pytest.mark.rule("XX-02", "XX-35")
def test_an_anonymous_request_without_phone_and_address_is_taken_in() -> None:
    story = Story("xixian", requester={}, location=None)

    assert story.ticket.status == "registered"


@pytest.mark.rule("XX-05", "XX-06")
@pytest.mark.parametrize(
    ("reason", "article"),
    [
        ("outside_jurisdiction", "第七条（一）"),
        ("emergency", "第七条（二）"),
        ("other_powers", "第七条（三）"),
        ("legal_route", "第七条（四）"),
        ("special_channel", "第七条（五）"),
        ("unclear", "第七条（七）"),
        ("secret_or_privacy", "第七条（八）"),
        ("other", "第七条（九）"),
    ],
)
def test_a_reason_of_article_seven_declines_explained_and_with_a_channel(
    reason: str, article: str
) -> None:
    story = Story("xixian")
    for lacking in ("explanation", "advice"):
        told = {name: words for name, words in TOLD.items() if name != lacking}
        refusal = story.refused(
            "operator", "decline", "decline_incomplete", reason_code=reason, **told
        )
        assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]

    story.do("operator", "decline", reason_code=reason, **TOLD)

    basis = story.event("declined").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (article, True)
    assert (story.ticket.status, story.ticket.outcome) == ("declined", reason)


@pytest.mark.rule("XX-06")
def test_to_explain_and_to_name_a_channel_is_the_demand_of_article_eight() -> None:
    refusal = Story("xixian").refused(
        "operator", "decline", "decline_incomplete", reason_code="outside_jurisdiction"
    )

    assert refusal.basis is not None
    assert (refusal.basis.article, refusal.basis.statutory) == ("第八条", True)


@pytest.mark.rule("XX-05")
def test_a_reason_that_is_not_of_the_nine_is_wrong() -> None:
    story = Story("xixian")

    refusal = story.refused("operator", "decline", "invalid_field", reason_code="busy", **TOLD)

    assert [error.pointer for error in refusal.errors] == ["/reason_code"]


@pytest.mark.rule("XX-05", "A18")
def test_a_closed_matter_raised_again_on_the_same_facts_is_declined() -> None:
    earlier = closed_before().earlier_ticket()
    story = Story("xixian", at="2026-03-05T09:00", earlier=(earlier,))

    assert story.event("repeat_proposed").basis is not None
    story.do("operator", "decline", reason_code="repeat", **TOLD)

    basis = story.event("declined").basis
    assert basis is not None
    assert basis.article == "第七条（六）"


@pytest.mark.rule("XX-05")
def test_what_was_never_raised_before_is_not_declined_as_raised_again() -> None:
    Story("xixian").refused(
        "operator", "decline", "not_a_repeat", article="第七条（六）", reason_code="repeat", **TOLD
    )


@pytest.mark.rule("XX-05")
def test_new_facts_make_a_closed_matter_a_new_one() -> None:
    earlier = closed_before().earlier_ticket()
    story = Story("xixian", at="2026-03-05T09:00", earlier=(earlier,))
    story.do("citizen", "supplement", text="又有新的工地", new_facts=True)

    story.refused(
        "operator", "decline", "not_a_repeat", article="第七条（六）", reason_code="repeat", **TOLD
    )


@pytest.mark.rule("XX-05")
def test_a_matter_still_being_handled_is_not_yet_closed_and_so_not_declined() -> None:
    """诉求事项已依法依规办结: only what was closed."""
    earlier = Story("xixian", at=EARLIER_CLOSED).dispatch().sign().earlier_ticket()
    story = Story("xixian", at="2026-03-03T09:00", earlier=(earlier,))

    story.refused(
        "operator", "decline", "not_a_repeat", article="第七条（六）", reason_code="repeat", **TOLD
    )


@pytest.mark.rule("XX-05")
def test_a_request_that_was_withdrawn_was_not_closed_by_law() -> None:
    earlier = Story("xixian", at=EARLIER_CLOSED).do("citizen", "withdraw").earlier_ticket()
    story = Story("xixian", at="2026-03-03T09:00", earlier=(earlier,))

    story.refused(
        "operator", "decline", "not_a_repeat", article="第七条（六）", reason_code="repeat", **TOLD
    )


@pytest.mark.rule("XX-05")
def test_a_confirmed_repeat_is_linked_once_and_can_be_unlinked() -> None:
    earlier = closed_before().earlier_ticket()
    story = Story("xixian", at="2026-03-05T09:00", earlier=(earlier,))
    story.do("office", "link_repeat", to="tkt_0")

    basis = story.event("repeat_linked").basis
    assert basis is not None
    assert basis.article == "第七条（六）"
    assert "repeat" in story.ticket.flags
    story.refused("office", "link_repeat", "already_linked", article="第七条（六）", to="tkt_0")
    story.do("office", "unlink_repeat", reason="另一工地")
    story.refused("office", "unlink_repeat", "not_a_repeat", article="第七条（六）")


@pytest.mark.rule("XX-05", "XX-06")
def test_an_emergency_is_declined_with_guidance_and_not_referred() -> None:
    Story("xixian").refused("operator", "refer", "referral_not_provided", to="110")


@pytest.mark.rule("XX-05")
def test_progress_is_not_answered_in_place_of_declining() -> None:
    earlier = closed_before().earlier_ticket()
    story = Story("xixian", at="2026-03-05T09:00", earlier=(earlier,))

    story.refused("operator", "answer_directly", "invalid_field")


@pytest.mark.rule("P-01")
def test_difficulty_and_urgency_change_no_limit() -> None:
    for complexity in ("simple", "ordinary", "complex"):
        for urgency in ("normal", "urgent", "emergency"):
            story = Story("xixian", complexity=complexity, urgency=urgency).dispatch()
            assert story.due("handling") == "2026-03-09"


@pytest.mark.rule("P-04")
def test_the_requester_may_withdraw_until_the_closing() -> None:
    story = Story("xixian", audit_on=True).dispatch().sign().answer()
    story.do("citizen", "withdraw", reason="已自行解决")

    basis = story.event("withdrawn").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("—", False)
    assert story.ticket.status == "withdrawn"
    assert story.ticket.pending == ()
    assert all(not one.state.open for one in story.ticket.deadlines)


@pytest.mark.rule("P-04")
def test_after_the_closing_nothing_is_withdrawn() -> None:
    Story("xixian").dispatch().sign().answer().refused("citizen", "withdraw", "wrong_state")
