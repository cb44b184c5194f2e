-- A delivered row whose id stood for something else in the month before that used it: the newest still wins,
-- so without a word the earlier one would be gone. A petition may move to another unit; what was blank may be filled.
-- grain: rule, export_id, file_no, line_no
with version as (
    select
        'S6' as rule,
        rating_id as record,
        [unit_code, dossier_id, cast(grade as varchar), cast(cast(rated_at as date) as varchar)] as content,
        unit_code, export_id, file_no, line_no
    from raw.danh_gia
    union all
    select 'P7', petition_id, [cast(received_at as varchar)], unit_code, export_id, file_no, line_no
    from raw.pakn
    union all
    select
        'C8',
        procedure_code || ' / ' || decision_no,
        [
            unit_code, cast(decided_on as varchar), cast(effective_on as varchar), cast(published_on as varchar)
        ],
        unit_code, export_id, file_no, line_no
    from raw.cong_bo
),

followed as (
    select
        version.*,
        export.month,
        lag(struct_pack(month := export.month, content := version.content)) over (
            partition by
                version.rule,
                version.record,
                -- of two provinces that became one each has ids of its own; a petition's is the country's
                case when version.rule <> 'P7' then split_part(version.unit_code, '.', 1) end
            order by export.month, version.file_no, version.line_no
        ) as before
    from version
    inner join run.export as export on version.export_id = export.export_id
)

select
    rule,
    unit_code,
    record,
    before.month as value,
    export_id,
    file_no,
    line_no
from followed
where
    before.month < month
    and list_bool_or(list_transform(list_zip(content, before.content), lambda pair: pair[1] <> pair[2]))
