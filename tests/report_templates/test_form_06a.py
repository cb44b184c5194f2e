"""Form II.06a beside the targets and the form before: equal, or why not."""

from report_templates.wording.form_06a import describe_form

AGREED = {"form_received": 9779, "target_received": 9779, "form_ended": 8123, "target_resolved": 8076, "withdrawn": 47}
CARRIED = {"carried_over": 1460, "previous_pending": 1460, "first_delivered": 0, "changed": 0}


def test_the_form_agrees_with_the_targets_and_with_the_form_before():
    received, solved, carried = describe_form([AGREED | CARRIED])
    assert "(4)+(5) = 9.779, bằng mẫu số 9.779 hồ sơ" in received
    assert "(7) = 8.123 gồm 8.076 hồ sơ có kết quả" in solved and "47 hồ sơ trả lại, xin rút" in solved
    assert "(6) = 1.460, bằng số đang giải quyết (11) của biểu kỳ trước" in carried


def test_a_form_that_carries_over_another_number_says_why():
    more = {"carried_over": 1460, "previous_pending": 1391, "first_delivered": 72, "changed": -3}
    assert "(11) = 1.391; khác nhau vì 72 hồ sơ" in describe_form([AGREED | more])[2]
    assert "bớt 3 hồ sơ do bản ghi được cập nhật" in describe_form([AGREED | more])[2]
    late = describe_form([AGREED | more | {"first_delivered": 69, "changed": 0}])[2]
    assert "vì 69 hồ sơ" in late and "cập nhật" not in late
    assert "chưa có biểu kỳ trước" in describe_form([AGREED | CARRIED | {"previous_pending": None}])[2]


def test_a_difference_without_a_reason_is_never_explained_away():
    received, solved, _ = describe_form([AGREED | CARRIED | {"form_received": 9732, "withdrawn": 40}])
    assert "chênh 47 hồ sơ chưa rõ lý do" in received
    assert "chênh 7 hồ sơ chưa rõ lý do" in solved
    assert describe_form([]) == ()
