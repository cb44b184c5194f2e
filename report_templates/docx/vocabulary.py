"""The names a Word template may use: plain texts and lists of texts, nothing else.

Names are Vietnamese without marks because officers read and place them.
"""

from typing import Any

from report_templates.records import ReportContext

SLOTS = (
    "bang_ket_qua",
    "bang_dia_ban",
    "bang_xep_hang",
    "bang_quyet_dinh",
    "bang_cach_hieu_khac",
    "bang_chi_tieu",
    "bang_cap",
    "bang_don_vi",
    "bang_chat_luong",
    "bang_loi",
    "bang_nguon",
    "bang_thay_doi",
    "bang_cach_hieu",
    "hinh_chi_tieu",
    "hinh_dien_bien",
    "hinh_don_vi",
)
"""The names of tables and pictures for a paragraph in the style "KBC Chỗ chèn"."""


REQUIRED_STYLES = frozenset(
    (
        "KbcCell",
        "KbcCellCentre",
        "KbcCellRight",
        "KbcCellHead",
        "KbcCellHeading",
        "KbcCaption",
        "KbcFigure",
        "KbcFigureCaption",
        "KbcNote",
        "KbcAnnexNote",
        "KbcBody",
        "KbcRule",
    )
)
"""The style ids that tables, pictures and captions are set in."""

_TEXTS = (
    "ten_muc",
    "ten_loai",
    "ten_bao_cao",
    "nam",
    "ky_bao_cao",
    "thoi_gian",
    "mo_phong",
    "nhan_mo_phong",
    "co_quan_chu_quan",
    "so_ky_hieu",
    "dia_danh_ngay_thang",
    "kem_theo",
    "kinh_gui",
    "nguoi_ky",
)
_LISTS = (
    "co_quan",
    "quyen_han",
    "noi_nhan",
    "can_cu",
    "mo_dau",
    "mo_dau_day_du",
    "ket_qua_chung",
    "theo_nhom",
    "theo_cap",
    "theo_don_vi",
    "con_thieu",
    "lo_trinh",
    "nhan_dinh",
    "chat_luong",
    "han_che",
    "nguyen_nhan",
    "kien_nghi",
)


def sample_values() -> dict[str, Any]:
    """The whole vocabulary with sample texts, to try a template without a report."""
    groups = [{"ten": "I. Tên nhóm", "doan": ["- Đoạn văn mẫu."]}]
    lists: dict[str, Any] = {name: ["Đoạn văn mẫu."] for name in _LISTS}
    return {**{name: "Chữ mẫu" for name in _TEXTS}, **lists, "nhom_chi_tieu": groups}


def template_values(context: ReportContext) -> dict[str, Any]:
    """Every name of the vocabulary with its text or list of texts."""
    texts, paragraphs = context.texts, context.paragraphs
    return {
        "ten_muc": texts["section_title"],
        "ten_loai": texts["kind"],
        "ten_bao_cao": texts["report_title_lines"],
        "nam": str(context.period.year),
        "ky_bao_cao": texts["period"],
        "thoi_gian": texts["windows"],
        "mo_phong": texts["synthetic_long"],
        "nhan_mo_phong": texts["synthetic"],
        "co_quan_chu_quan": texts["parent_agency"],
        "co_quan": texts["agency_lines"].split("\n"),
        "so_ky_hieu": texts["number_line"],
        "dia_danh_ngay_thang": texts["date_line"],
        "kem_theo": texts["annex_note"],
        "quyen_han": texts["authority"].split("\n"),
        "kinh_gui": texts["addressee"],
        "nguoi_ky": texts["signer"],
        "noi_nhan": texts["recipients"].split("\n"),
        "can_cu": list(paragraphs.grounds),
        "mo_dau": list(paragraphs.opening),
        "mo_dau_day_du": list(paragraphs.opening_full),
        "ket_qua_chung": list(paragraphs.key_points),
        "theo_nhom": list(paragraphs.by_group),
        "nhom_chi_tieu": [{"ten": heading, "doan": list(parts)} for heading, parts in paragraphs.groups],
        "theo_cap": list(paragraphs.levels),
        "theo_don_vi": list(paragraphs.units),
        "con_thieu": list(paragraphs.missing),
        "lo_trinh": list(paragraphs.milestones),
        "nhan_dinh": list(paragraphs.outlook),
        "chat_luong": list(paragraphs.quality),
        "han_che": list(paragraphs.limits),
        "nguyen_nhan": list(paragraphs.causes),
        "kien_nghi": list(paragraphs.proposals),
    }
