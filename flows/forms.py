"""What the forms on Prefect's pages ask for: choices where there are few, and help in Vietnamese.

A form checks what was filled in; the flow itself takes what the command line takes, so a plan may be a folder there.
"""

from typing import Annotated, Any

from pydantic import WithJsonSchema

from warehouse.plans.catalogue import plan_ids

_PERIOD = r"^20\d{2}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$"
_LONGEST_TEXT = 500


def _text(description: str, **rules: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": description} | rules)


PlanChoice = Annotated[str, _text("Kế hoạch giao chỉ tiêu.", enum=sorted(plan_ids()))]
PeriodText = Annotated[str, _text("Kỳ báo cáo: 2024-03, 2024-Q1, 2024-H1 hoặc 2024.", pattern=_PERIOD)]
PeriodOrLatest = Annotated[
    str | None,
    _text(
        "Kỳ báo cáo: 2024-03, 2024-Q1, 2024-H1 hoặc 2024. Để trống: tháng vừa chốt vào ngày hẹn chạy.", pattern=_PERIOD
    ),
]
FirstMonth = Annotated[str, _text("Kỳ đầu tiên cần chạy, ví dụ 2024-01.", pattern=_PERIOD)]
LastMonth = Annotated[str, _text("Kỳ cuối cùng cần chạy, ví dụ 2024-06.", pattern=_PERIOD)]
SourceText = Annotated[
    str | None,
    _text(
        "Nơi lấy bộ dữ liệu: thư mục, sftp://…, s3://…, https://…, portal+https://… hoặc prefect://<khối Secret>. "
        "Để trống: KYBAOCAO_SOURCE của dịch vụ, rồi nguồn ghi trong kế hoạch. Không ghi mật khẩu ở đây."
    ),
]
PlanOrAll = Annotated[str | None, _text("Chỉ kiểm tra kế hoạch này. Để trống: mọi kế hoạch.", enum=sorted(plan_ids()))]
Rule = Annotated[
    str,
    _text("Quy tắc đang giữ chu kỳ, ghi trong lần chạy bị giữ, ví dụ rows-below-usual:ho_so.", minLength=1),
]
Name = Annotated[
    str, _text("Họ và tên, chức vụ người xác nhận; được in trong báo cáo.", minLength=1, maxLength=_LONGEST_TEXT)
]
Reason = Annotated[str, _text("Vì sao số liệu này vẫn đúng.", minLength=1, maxLength=_LONGEST_TEXT)]
AtOnce = Annotated[
    int,
    WithJsonSchema(
        {
            "type": "integer",
            "minimum": 1,
            "maximum": 34,
            "description": "Số tỉnh chạy cùng lúc. 1: lần lượt ngay trên máy này. Từ 2 trở lên: cần kho dùng chung và "
            "thêm từng ấy worker, mỗi worker một thư mục nhà riêng.",
        }
    ),
]
