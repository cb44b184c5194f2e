-- One delivered version of a dossier, typed: what was delivered, and what the rules ask of it. Nested
-- lists are reduced to what the indicators ask, so that no file name and no link goes further than this
-- query. A text that has no meaning is kept in its shape (unread_*) for the rule that sends it back.
-- grain: file_no, line_no (line_no is null where the rows follow each other line by line)
with trimmed as (
    -- each text once: inside a CASE of a macro DuckDB would trim it again at every place
    select
        * exclude (MaHoSo, MaTTHC, KenhThucHien, TrangThaiHoSo),
        as_code(MaHoSo) as dossier_text,
        as_code(MaTTHC) as procedure_text,
        as_code(KenhThucHien) as channel_text,
        as_code(TrangThaiHoSo) as status_text
    from landing.ho_so
),

delivered as (
    select
        file_no,
        line_no,
        reading,
        dossier_code(dossier_text) as dossier_id,
        plain_code(procedure_text) as procedure_code,
        channel_text,
        status_text,
        nullif(NgayNopHoSo, '') as submitted_text,
        nullif(NgayTiepNhan, '') as received_text,
        nullif(NgayHenTra, '') as promised_text,
        nullif(NgayTra, '') as returned_text,
        nullif(NgayKetThucXuLy, '') as completed_text,
        nullif(NgayTuChoi, '') as rejected_text,
        nullif(NgayCapNhat, '') as updated_text,
        trim(DuocThanhToanTrucTuyen) as payment_text,
        trim(TrangThaiDongBo) as sync_text,
        list_transform(TaiLieuNop, lambda input: {
            'is_deleted': flag_of(input.IsDeleted),
            'is_reused': reused_or_not(input.DuocTaiSuDung),
            'link': case when is_link(input.DuongDanTaiTepTin) then input.DuongDanTaiTepTin end
        }) as inputs,
        list_filter(
            list_transform(DanhSachGiayToKetQua, lambda result: result.DuongDanTepTinKetQua),
            lambda link: is_link(link)
        ) as result_links,
        DanhSachLePhi as fees,
        -- few dossiers have a supplement: the case spares the others the work on lists
        case when len(DanhSachHoSoBoSung) > 0 then
            list_transform(DanhSachHoSoBoSung, lambda supplement: {
                'asked': read_time(supplement.NgayBoSung),
                'answered': read_time(supplement.NgayTiepNhanBoSung),
                'renewed': read_time(supplement.NgayHenTraMoi)
            })
        end as supplement_times,
        case when len(DanhSachHoSoBoSung) > 0 then DanhSachHoSoBoSung end as supplement_texts,
        unread_lists
    from trimmed
),

reduced as (
    select
        * exclude (inputs, result_links, fees, supplement_times),
        unit_code(split_part(dossier_id, '-', 1)) as unit_code,
        read_time(submitted_text) as submitted_time,
        read_time(received_text) as received_time,
        read_time(promised_text) as promised_time,
        read_time(returned_text) as returned_time,
        read_time(completed_text) as completed_time,
        read_time(rejected_text) as rejected_time,
        read_time(updated_text) as updated_time,
        case when regexp_full_match(status_text, '[1-9]|10') then cast(status_text as tinyint) end as status,
        case when channel_text in ('1', '2', '3') then cast(channel_text as tinyint) end as channel,
        list_transform(supplement_times, lambda each: {
            'asked_at': plausible(each.asked),
            'answered_at': plausible(each.answered),
            'renewed_at': plausible(each.renewed)
        }) as supplements,
        case when regexp_full_match(payment_text, '[0-9]') then cast(payment_text as tinyint) end as payment,
        case when regexp_full_match(sync_text, '[0-9]') then cast(sync_text as tinyint) end as sync,
        coalesce(list_bool_or(list_transform(inputs, lambda x: not x.is_deleted and x.link is not null)), false)
            as has_file,
        coalesce(list_bool_or(list_transform(inputs, lambda x: not x.is_deleted and x.is_reused)), false)
            as is_reused,
        coalesce(len(result_links) > 0, false) as has_e_result,
        len(result_links) > 0 and list_has_any(
            result_links,
            list_transform(list_filter(inputs, lambda x: not x.is_deleted), lambda x: x.link)
        ) as is_result_an_input,
        list_bool_or(list_transform(inputs, lambda x: x.is_deleted is null)) as has_unread_deletion,
        list_bool_or(list_transform(inputs, lambda x: x.is_reused is null)) as has_unread_reuse,
        coalesce(list_sum(list_transform(fees, lambda x: fee_amount(x.Gia))), 0) as fee_due,
        list_filter(
            list_transform(fees, lambda x: x.Gia),
            lambda fee: fee <> '' and fee_amount(fee) is null
        ) as unread_fees
    from delivered
),

timed as (
    -- plausible() asks for its moment twice: here each is read already, and asked for as a column
    select
        * exclude (
            submitted_time, received_time, promised_time, returned_time, completed_time, rejected_time, updated_time
        ),
        plausible(submitted_time) as submitted_at,
        plausible(received_time) as received_at,
        plausible(promised_time) as promised_at,
        plausible(returned_time) as returned_at,
        plausible(completed_time) as completed_at,
        plausible(rejected_time) as rejected_at,
        plausible(updated_time) as updated_at,
        flatten(list_transform(list_zip(supplement_texts, supplements), lambda each: list_filter(
            [
                case when each[2].asked_at is null then each[1].NgayBoSung end,
                case when each[2].answered_at is null then each[1].NgayTiepNhanBoSung end,
                case when each[2].renewed_at is null then each[1].NgayHenTraMoi end
            ],
            lambda text: text <> ''
        ))) as unread_supplement_dates
    from reduced
),

judged as (
    select
        *,
        finish_of(status, completed_at, returned_at) as finished_at,
        deadline_of(promised_at, supplements) as due_at,
        counts_as_received(status, received_at) as is_received,
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
            case when len(unread_supplement_dates) > 0 then array_to_string(unread_supplement_dates, ', ') end
        ), '') as unread_dates
    from timed
)

select
    file_no,
    line_no,
    reading,
    dossier_id as record,
    dossier_id,
    unit_code,
    procedure_code,
    status,
    channel,
    submitted_at,
    received_at,
    promised_at,
    completed_at,
    returned_at,
    updated_at,
    supplements,
    payment,
    sync,
    fee_due,
    has_file,
    is_reused,
    has_e_result,
    is_received,
    due_at,
    finished_at,
    is_result_an_input,
    coalesce(is_dossier_id(dossier_id), false) as is_dossier_id,
    is_known_unit(unit_code) as is_known_unit,
    is_known_procedure(procedure_code) as is_known_procedure,
    completed_text is null and returned_text is null as lacks_finish,
    received_text is null as lacks_receipt,
    case when len(supplements) > 0 then has_odd_pause(supplements, received_at, finished_at) end as has_odd_pause,
    case when status is null then shown(status_text) end as unread_status,
    case when channel is null then shown(channel_text) end as unread_channel,
    unread_lists,
    nullif(concat_ws(
        ', ',
        case when payment_text <> '' and payment is null then 'DuocThanhToanTrucTuyen' end,
        case when sync_text <> '' and sync is null then 'TrangThaiDongBo' end,
        case when has_unread_deletion then 'TaiLieuNop.IsDeleted' end,
        case when has_unread_reuse then 'TaiLieuNop.DuocTaiSuDung' end
    ), '') as unread_flags,
    case when len(unread_fees) > 0 then shown(array_to_string(unread_fees, ', ')) end as unread_fee,
    unread_date_fields,
    case when unread_dates is not null then shown(unread_dates) end as unread_dates
from judged
