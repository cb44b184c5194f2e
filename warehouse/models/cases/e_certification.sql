-- Each commune and justice division by the electronic certified copies that it declared.
-- grain: basis, record
with declared as (
    select
        delivered.basis,
        declaration.unit_code,
        sum(declaration.amount) as copies,
        string_agg(declaration.month || ': ' || declaration.amount, '; ' order by declaration.month) as by_month
    from core.declaration as declaration
    inner join run.window_month as delivered on declaration.month = delivered.month
    where declaration.measure = 'chung_thuc_dien_tu'
    group by all
)

select
    span.basis,
    unit.unit_code,
    null::varchar[] as performed_at,
    unit.unit_code as record,
    case
        when
            not unit.is_listed
            or not coalesce(unit.valid_from <= span.ends_on, true)
            or not coalesce(unit.valid_to >= span.ends_on, true)
            then 'left_out'
        when declared.copies > 0 then 'counted'
        else 'not_counted'
    end as outcome,
    case
        when not unit.is_listed then 'Không còn trong danh mục đơn vị'
        when unit.valid_from > span.ends_on
            then 'Cuối kỳ chưa có hiệu lực: từ ' || strftime(unit.valid_from, '%d/%m/%Y')
        when unit.valid_to < span.ends_on
            then 'Cuối kỳ hết hiệu lực: đến ' || strftime(unit.valid_to, '%d/%m/%Y')
        when declared.copies > 0 then 'Có chứng thực điện tử: ' || declared.by_month
        when declared.copies is null then 'Không khai báo chứng thực điện tử'
        else 'Khai báo không có chứng thực điện tử: ' || declared.by_month
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    unit.export_id,
    unit.file_no,
    unit.line_no
from core.unit as unit
cross join run.span as span
left join declared on unit.unit_code = declared.unit_code and span.basis = declared.basis
where unit.kind in ('ubnd_xa', 'phong_tu_phap')
