-- Each commune and justice division by the electronic certified copies that it declared; those count that
-- the unit list has and that are valid at the end of the window.
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
),

placed as (
    select
        span.basis,
        unit.*,
        coalesce(unit.valid_from > span.ends_on, false) as is_not_yet,
        coalesce(unit.valid_to < span.ends_on, false) as is_ended,
        unit.is_listed and not is_not_yet and not is_ended as is_valid,
        declared.copies,
        declared.by_month
    from core.unit as unit
    cross join run.span as span
    left join declared on unit.unit_code = declared.unit_code and span.basis = declared.basis
    where unit.kind in ('ubnd_xa', 'phong_tu_phap')
)

select
    basis,
    unit_code,
    unit_code as record,
    cast(is_valid as bigint) as denominator,
    cast(is_valid and coalesce(copies > 0, false) as bigint) as numerator,
    case
        when not is_listed then 'Không còn trong danh mục đơn vị'
        when is_not_yet then 'Cuối kỳ chưa có hiệu lực: từ ' || strftime(valid_from, '%d/%m/%Y')
        when is_ended then 'Cuối kỳ hết hiệu lực: đến ' || strftime(valid_to, '%d/%m/%Y')
        when copies > 0 then 'Có chứng thực điện tử: ' || by_month
        when copies is null then 'Không khai báo chứng thực điện tử'
        else 'Khai báo không có chứng thực điện tử: ' || by_month
    end as reason,
    export_id,
    file_no,
    line_no
from placed
