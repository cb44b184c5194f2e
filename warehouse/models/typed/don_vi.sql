-- The units of one export's snapshot, typed; unread_* keeps what may be shown of a text without meaning.
-- grain: file_no, line_no
with delivered as (
    select
        file_no,
        line_no,
        reading,
        kept_unit(as_code(MaDonVi)) as unit_code,
        kept_name(TenDonVi) as unit_name,
        kept_word(as_code(Cap), ['province', 'district', 'commune']) as level,
        kept_word(
            as_code(Loai),
            ['ubnd_tinh', 'so_nganh', 'ubnd_huyen', 'phong_tu_phap', 'phong_chuyen_mon', 'ubnd_xa']
        ) as kind,
        kept_unit(as_code(MaDonViCha)) as parent_code,
        as_code(TuNgay) as valid_from_text,
        as_code(DenNgay) as valid_to_text,
        list_filter(
            list_transform(string_split(coalesce(MaDonViKeThua, ''), ';'), lambda code: as_code(code)),
            lambda code: code is not null
        ) as successors,
        list_filter(
            list_transform(string_split(coalesce(Nhan, ''), ';'), lambda tag: lower(trim(tag))),
            lambda tag: tag <> ''
        ) as tags
    from landing.don_vi
)

select
    file_no,
    line_no,
    reading,
    unit_code,
    unit_code as record,
    unit_name,
    level,
    kind,
    parent_code,
    cast(parse_timestamp(valid_from_text) as date) as valid_from,
    cast(parse_timestamp(valid_to_text) as date) as valid_to,
    nullif(array_to_string(
        list_filter(list_transform(successors, lambda code: kept_unit(code)), lambda code: code[1] = 'H'), ';'
    ), '') as successor_code,
    list_filter(tags, lambda tag: regexp_full_match(tag, '[a-z][a-z0-9_]{0,30}')) as tags,
    len(list_filter(tags, lambda tag: not regexp_full_match(tag, '[a-z][a-z0-9_]{0,30}')))
    + len(list_filter(successors, lambda code: kept_unit(code)[1] <> 'H')) as unread_codes,
    case
        when valid_from_text is not null and parse_timestamp(valid_from_text) is null
            then shown(valid_from_text)
        when valid_to_text is not null and parse_timestamp(valid_to_text) is null
            then shown(valid_to_text)
    end as unread_date
from delivered
