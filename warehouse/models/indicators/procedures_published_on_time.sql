-- Each procedure in each publication decision. An owner's procedure with a decision in the window counts
-- once, by one of its decisions there: the first that was late, else the newest. In time is a decision at
-- least five working days before it takes effect, made public within five working days.
-- grain: basis, record
with placed as (
    select
        span.basis,
        publication.*,
        publication.decided_on between span.starts_on and span.ends_on as is_inside,
        effective.fifth_before as decide_by,
        decided.fifth_after as publish_by,
        -- an effect beyond the run's calendar is years ahead, or long past
        not coalesce(
            publication.decided_on <= effective.fifth_before,
            publication.decided_on < publication.effective_on,
            true
        ) as is_decided_late,
        -- a decision that is not yet public is late
        not coalesce(publication.published_on <= decided.fifth_after, false) as is_published_late
    from core.publication as publication
    cross join run.span as span
    left join core.working_deadline as effective on publication.effective_on = effective.day
    left join core.working_deadline as decided on publication.decided_on = decided.day
),

chosen as (
    select
        *,
        is_decided_late or is_published_late as is_late,
        is_inside and row_number() over (
            partition by basis, unit_code, procedure_code
            order by
                is_inside desc,
                is_late desc,
                case when is_late then decided_on end asc,
                decided_on desc,
                decision_no asc
        ) = 1 as stands_for_it
    from placed
)

select
    basis,
    unit_code,
    procedure_code || ' / ' || decision_no as record,
    cast(stands_for_it as bigint) as denominator,
    cast(stands_for_it and not is_late as bigint) as numerator,
    case
        when not is_inside then 'Quyết định ngoài kỳ: ' || strftime(decided_on, '%d/%m/%Y')
        when not stands_for_it then 'Cùng thủ tục với quyết định đã tính'
        when is_decided_late
            then
                'Ban hành chậm: ' || strftime(decided_on, '%d/%m/%Y') || ', hiệu lực '
                || strftime(effective_on, '%d/%m/%Y')
                || coalesce(', chậm nhất phải ' || strftime(decide_by, '%d/%m/%Y'), '')
        when published_on is null
            then 'Chưa công khai' || coalesce(': hạn ' || strftime(publish_by, '%d/%m/%Y'), '')
        when is_published_late
            then
                'Công khai chậm: ' || strftime(published_on, '%d/%m/%Y')
                || coalesce(', hạn ' || strftime(publish_by, '%d/%m/%Y'), '')
        else 'Công bố, công khai đúng hạn'
    end as reason,
    export_id,
    file_no,
    line_no
from chosen
