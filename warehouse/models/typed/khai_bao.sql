-- Numbers declared by units for a month, typed. "1.234" is no number here: whether the dot groups
-- thousands or starts a fraction cannot be known, so the row is sent back (pitfall: 1.234 read as 1).
-- grain: file_no, line_no
with delivered as (
    select
        file_no,
        line_no,
        reading,
        kept_unit(as_code(MaDonVi)) as unit_code,
        as_code(MaSoLieu) as measure_text,
        kept_period(as_code(Ky)) as month,
        as_code(GiaTri) as amount_text
    from landing.khai_bao
),

named as (
    select
        *,
        case
            when regexp_full_match(measure_text, '[a-z][a-z0-9_]{1,40}')
                and not has_personal_number(measure_text) then measure_text
            else '(' || length(measure_text) || ' ký tự)'
        end as measure
    from delivered
)

select
    file_no,
    line_no,
    reading,
    unit_code,
    measure,
    month,
    concat_ws(' / ', unit_code, measure, month) as record,
    shown(amount_text) as amount_text,
    case
        when regexp_full_match(amount_text, '\d{1,15}') and not has_personal_number(amount_text)
            then cast(amount_text as bigint)
    end as amount,
    ratio_of(measure) as ratio,
    whole_of(measure) is not null as is_part,
    is_known_unit(unit_code) as is_known_unit
from named
