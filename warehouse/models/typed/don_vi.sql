-- The units of one export's snapshot, typed; unread_* keeps a delivered text that has no meaning.
-- grain: file_no, line_no
with delivered as (
    select
        file_no,
        line_no,
        unit_code(as_code(MaDonVi)) as unit_code,
        as_text(TenDonVi) as unit_name,
        as_code(Cap) as level,
        as_code(Loai) as kind,
        unit_code(as_code(MaDonViCha)) as parent_code,
        as_code(TuNgay) as valid_from_text,
        as_code(DenNgay) as valid_to_text,
        unit_code(as_code(MaDonViKeThua)) as successor_code,
        list_filter(
            list_transform(string_split(coalesce(Nhan, ''), ';'), lambda tag: trim(tag)),
            lambda tag: tag <> ''
        ) as tags
    from landing.don_vi
)

select
    file_no,
    line_no,
    unit_code,
    unit_code as record,
    unit_name,
    level,
    kind,
    parent_code,
    cast(parse_timestamp(valid_from_text) as date) as valid_from,
    cast(parse_timestamp(valid_to_text) as date) as valid_to,
    successor_code,
    tags,
    case
        when valid_from_text is not null and parse_timestamp(valid_from_text) is null
            then valid_from_text
        when valid_to_text is not null and parse_timestamp(valid_to_text) is null
            then valid_to_text
    end as unread_date
from delivered
