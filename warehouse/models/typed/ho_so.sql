-- One delivered version of a dossier, typed. Nested lists are reduced to what the indicators ask,
-- so that no file name and no link goes further than this query. A text that has no meaning is
-- kept (status_text, channel_text, unread_*) for the rule that sends it back.
-- grain: file_no, line_no (line_no is null where the rows follow each other line by line)
with delivered as (
    select
        file_no,
        line_no,
        dossier_code(as_code(MaHoSo)) as dossier_id,
        plain_code(as_code(MaTTHC)) as procedure_code,
        as_code(KenhThucHien) as channel_text,
        as_code(TrangThaiHoSo) as status_text,
        nullif(NgayNopHoSo, '') as submitted_text,
        nullif(NgayTiepNhan, '') as received_text,
        nullif(NgayHenTra, '') as promised_text,
        nullif(NgayTra, '') as returned_text,
        nullif(NgayKetThucXuLy, '') as completed_text,
        nullif(NgayTuChoi, '') as rejected_text,
        nullif(NgayCapNhat, '') as updated_text,
        trim(DuocThanhToanTrucTuyen) in ('1', '2') as is_paid_online,
        trim(TrangThaiDongBo) = '1' as is_synced,
        nullif(concat_ws(
            ', ',
            case when not regexp_full_match(trim(DuocThanhToanTrucTuyen), '[0-9]?') then 'DuocThanhToanTrucTuyen' end,
            case when not regexp_full_match(trim(TrangThaiDongBo), '[0-9]?') then 'TrangThaiDongBo' end
        ), '') as unread_flags,
        list_filter(
            TaiLieuNop,
            lambda input: coalesce(lower(input.IsDeleted), '') not in ('true', '1')
        ) as inputs,
        DanhSachLePhi as fees,
        -- few dossiers have a supplement: the case spares the others the work on lists
        case when len(DanhSachHoSoBoSung) > 0 then
            list_transform(DanhSachHoSoBoSung, lambda supplement: {
                'asked_at': parse_timestamp(supplement.NgayBoSung),
                'answered_at': parse_timestamp(supplement.NgayTiepNhanBoSung),
                'renewed_at': parse_timestamp(supplement.NgayHenTraMoi),
                'texts': [supplement.NgayBoSung, supplement.NgayTiepNhanBoSung, supplement.NgayHenTraMoi]
            })
        end as supplements,
        DanhSachGiayToKetQua as results,
        unread_lists
    from landing.ho_so
),

reduced as (
    select
        * exclude (inputs, fees, supplements, results),
        unit_code(split_part(dossier_id, '-', 1)) as unit_code,
        parse_timestamp(submitted_text) as submitted_at,
        parse_timestamp(received_text) as received_at,
        parse_timestamp(promised_text) as promised_at,
        parse_timestamp(returned_text) as returned_at,
        parse_timestamp(completed_text) as completed_at,
        parse_timestamp(rejected_text) as rejected_at,
        parse_timestamp(updated_text) as updated_at,
        case when status_text in ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10')
            then cast(status_text as tinyint) end as status,
        case
            when channel_text in ('1', '2', '3') then cast(channel_text as tinyint)
            when channel_text is null then 1
        end as channel,
        coalesce(list_bool_or(list_transform(inputs, lambda x: x.DuongDanTaiTepTin <> '')), false)
            as has_file,
        coalesce(list_bool_or(list_transform(inputs, lambda x: x.DuocTaiSuDung in ('1', '2'))), false)
            as is_reused,
        coalesce(
            list_bool_or(list_transform(results, lambda x: x.DuongDanTepTinKetQua <> '')), false
        ) as has_e_result,
        coalesce(list_has_any(
            list_filter(list_transform(results, lambda x: x.DuongDanTepTinKetQua), lambda x: x <> ''),
            list_transform(inputs, lambda x: x.DuongDanTaiTepTin)
        ), false) as is_result_an_input,
        coalesce(list_sum(list_transform(fees, lambda x: fee_amount(x.Gia))), 0) as fee_due,
        list_filter(
            list_transform(fees, lambda x: x.Gia),
            lambda fee: fee <> '' and fee_amount(fee) is null
        ) as unread_fees,
        list_max(list_transform(supplements, lambda x: end_of_day(x.renewed_at))) as renewed_due_at,
        list_sum(list_transform(supplements, lambda x: case
            when coalesce(x.texts[3], '') = '' and x.answered_at > x.asked_at
                then epoch(x.answered_at)::bigint - epoch(x.asked_at)::bigint
            else 0
        end)) as paused_seconds,
        flatten(list_transform(supplements, lambda x: list_filter([
            case when x.asked_at is null then x.texts[1] end,
            case when x.answered_at is null then x.texts[2] end,
            case when x.renewed_at is null then x.texts[3] end
        ], lambda text: text <> ''))) as unread_supplement_dates
    from delivered
),

dated as (
    select
        *,
        coalesce(completed_at, case when status in (9, 10) then returned_at end) as finished_at,
        coalesce(renewed_due_at, end_of_day(promised_at)) as due_at,
        coalesce(status in (9, 10), false) as is_resolved,
        coalesce(received_at is not null and status not in (1, 3), false) as is_received,
        nullif(concat_ws(
            ', ',
            case when submitted_text is not null and submitted_at is null then 'NgayNopHoSo' end,
            case when received_text is not null and received_at is null then 'NgayTiepNhan' end,
            case when promised_text is not null and promised_at is null then 'NgayHenTra' end,
            case when returned_text is not null and returned_at is null then 'NgayTra' end,
            case when completed_text is not null and completed_at is null then 'NgayKetThucXuLy' end,
            case when rejected_text is not null and rejected_at is null then 'NgayTuChoi' end,
            case when updated_text is not null and updated_at is null then 'NgayCapNhat' end,
            case when len(unread_supplement_dates) > 0 then 'DanhSachHoSoBoSung' end
        ), '') as unread_date_fields,
        nullif(concat_ws(
            ', ',
            case when submitted_at is null then submitted_text end,
            case when received_at is null then received_text end,
            case when promised_at is null then promised_text end,
            case when returned_at is null then returned_text end,
            case when completed_at is null then completed_text end,
            case when rejected_at is null then rejected_text end,
            case when updated_at is null then updated_text end,
            array_to_string(unread_supplement_dates, ', ')
        ), '') as unread_dates
    from reduced
)

select
    dated.file_no,
    dated.line_no,
    dated.dossier_id as record,
    dated.dossier_id,
    dated.unit_code,
    dated.procedure_code,
    dated.status,
    dated.channel,
    dated.submitted_at,
    dated.received_at,
    dated.due_at,
    dated.finished_at,
    dated.updated_at,
    dated.is_received,
    dated.is_resolved,
    dated.finished_at - to_seconds(coalesce(dated.paused_seconds, 0)) <= dated.due_at as is_on_time,
    coalesce(dated.paused_seconds, 0)::bigint as paused_seconds,
    dated.fee_due,
    coalesce(dated.is_paid_online, false) as is_paid_online,
    dated.has_file,
    dated.is_reused,
    dated.has_e_result,
    coalesce(dated.is_synced, false) as is_synced,
    dated.is_result_an_input,
    is_known_unit(dated.unit_code) as is_known_unit,
    is_known_procedure(dated.procedure_code) as is_known_procedure,
    dated.completed_text is null and dated.returned_text is null as lacks_finish,
    dated.received_text is null as lacks_receipt,
    case when dated.status is null then shown(dated.status_text) end as unread_status,
    case when dated.channel is null then shown(dated.channel_text) end as unread_channel,
    dated.unread_lists,
    dated.unread_flags,
    case when len(dated.unread_fees) > 0 then shown(array_to_string(dated.unread_fees, ', ')) end as unread_fee,
    dated.unread_date_fields,
    case when dated.unread_dates is not null then shown(dated.unread_dates) end as unread_dates
from dated
