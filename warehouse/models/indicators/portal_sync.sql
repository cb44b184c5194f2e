-- Each dossier by whether it was synchronised, those received in the window counting; and each number that
-- a unit reported to the national reporting system. The denominator is the greater of the received and the
-- reported: the sum of the reported months counts only as far as it exceeds the unit's received dossiers,
-- so the excess stands with the months in which the running sum passes them.
-- grain: basis, record
with received as (
    select
        basis,
        unit_code,
        count(*) as dossiers
    from cases.received_dossier
    where is_inside
    group by all
),

reported as (
    select
        delivered.basis,
        declaration.unit_code,
        declaration.month,
        declaration.amount,
        coalesce(received.dossiers, 0) as dossiers,
        sum(declaration.amount) over (
            partition by delivered.basis, declaration.unit_code order by declaration.month
        ) as running_sum,
        greatest(running_sum - coalesce(received.dossiers, 0), 0)
        - greatest(running_sum - declaration.amount - coalesce(received.dossiers, 0), 0) as excess,
        declaration.export_id,
        declaration.file_no,
        declaration.line_no
    from core.declaration as declaration
    inner join run.window_month as delivered on declaration.month = delivered.month
    left join received
        on delivered.basis = received.basis and declaration.unit_code = received.unit_code
    where declaration.measure = 'ho_so_tiep_nhan_bcqg'
)

select
    basis,
    unit_code,
    dossier_id as record,
    cast(is_inside as bigint) as denominator,
    cast(is_inside and is_synced as bigint) as numerator,
    case when not is_inside then why_outside when is_synced then 'Đã đồng bộ' else 'Chưa đồng bộ' end as reason,
    export_id,
    file_no,
    line_no
from cases.received_dossier
union all by name
select
    basis,
    unit_code,
    'ho_so_tiep_nhan_bcqg ' || month as record,
    cast(excess as bigint) as denominator,
    0 as numerator,
    case
        when excess > 0 then 'Số báo cáo vượt số hồ sơ tiếp nhận'
        else 'Số báo cáo không vượt số hồ sơ tiếp nhận'
    end
    || format(
        ': báo cáo {:t.}, luỹ kế {:t.}, hồ sơ tiếp nhận {:t.}', amount, cast(running_sum as bigint), dossiers
    ) as reason,
    export_id,
    file_no,
    line_no
from reported
