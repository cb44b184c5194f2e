-- Readings of delivered text that every typed model shares. Empty text is null everywhere.

-- Text without control characters and surrounding spaces (also the no-break space), in NFC.
create or replace macro as_text(delivered) as
    nullif(
        trim(
            nfc_normalize(regexp_replace(delivered, '[\x00-\x1f\x7f]+', ' ', 'g')), ' ' || chr(160)
        ),
        ''
    );

-- The same for codes and numbers, which are ASCII: only blanks can surround them.
create or replace macro as_code(delivered) as nullif(trim(delivered), '');

-- A time between 1990 and 2100, or null.
create or replace macro plausible(moment) as
    case when year(moment) between 1990 and 2100 then moment end;

-- A time in ISO 8601 with its zone, as Vietnamese time (seven hours ahead all year); else null.
create or replace macro zoned_time(delivered) as
    case
        when
            regexp_full_match(
                delivered,
                '\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?\s?(Z|[+-](0\d|1[0-4])(:?\d\d)?)'
            )
            then date_trunc(
                'second',
                make_timestamp(epoch_us(try_cast(
                    regexp_replace(
                        regexp_replace(replace(delivered, ',', '.'), '([T ]\d\d:\d\d)(\s?[Z+-])', '\1:00\2'),
                        '([+-]\d\d)(\d\d)$',
                        '\1:\2'
                    ) as timestamptz
                ))) + interval 7 hours
            )
    end;

-- A time by the declared form of its text, never by guessing: the length tells the form.
create or replace macro time_of_form(delivered) as
    coalesce(
        case length(delivered)
            when 14 then try_strptime(delivered, '%Y%m%d%H%M%S')
            when 8 then try_strptime(delivered, '%Y%m%d')
            when 12 then try_strptime(delivered, '%Y%m%d%H%M')
            when 10 then try_strptime(delivered, ['%d/%m/%Y', '%Y-%m-%d'])
            when 16 then try_strptime(delivered, ['%d/%m/%Y %H:%M', '%Y-%m-%d %H:%M'])
            when 19 then try_strptime(delivered, ['%d/%m/%Y %H:%M:%S', '%Y-%m-%d %H:%M:%S'])
        end,
        zoned_time(delivered)
    );

-- The same with blanks around it.
create or replace macro read_time(delivered) as time_of_form(trim(delivered));

-- The same, null outside 1990-2100: year 0205 is a slip of the keyboard.
create or replace macro parse_timestamp(delivered) as plausible(read_time(delivered));

-- A deadline: a time of 00:00:00 means the end of that day.
create or replace macro end_of_day(deadline) as
    case
        when deadline = date_trunc('day', deadline)
            then deadline + interval 1 day - interval 1 microsecond
        else deadline
    end;

-- A unit code in the new notation: 000.ZZ.YY.Hxx becomes Hxx.YY.ZZ without trailing 00 parts.
create or replace macro unit_code(delivered) as
    case
        when delivered[1] = 'H' then delivered
        when regexp_full_match(delivered, '\d{3}\.\d{2,3}\.\d{2,3}\.H\d{2}')
            then regexp_replace(
                array_to_string(list_reverse(string_split(delivered, '.')), '.'),
                '(\.0+)+$',
                ''
            )
        else delivered
    end;

-- Whether the export's own lists hold a unit or a procedure (see set_lookups in runner.py).
create or replace macro is_known_unit(unit) as
    coalesce(getvariable('known_units')[unit], false);

create or replace macro is_known_procedure(procedure) as
    coalesce(getvariable('known_procedures')[procedure], false);

-- A code that stands for itself: letters, digits and separators with at least one digit; no name, no
-- phone number, no identity number.
create or replace macro plain_code(delivered) as
    case
        when
            regexp_full_match(delivered, '[0-9A-Za-z][0-9A-Za-z._/-]{0,59}')
            and regexp_matches(delivered, '[0-9]')
            and not regexp_full_match(delivered, '0[0-9]{9}|0[0-9]{11}')
            then delivered
    end;

-- What may be kept of a text that stands where a date, a number or a code of a person's dossier belongs:
-- texts of those shapes as they are, of any other (a name, a phone, an address) only the length.
create or replace macro shown(delivered) as
    array_to_string(
        list_transform(
            string_split(delivered, ', '),
            lambda part: case
                when regexp_full_match(
                    part,
                    '[-+]?[0-9.,/:]{1,8}|[0-9]{14}'
                    || '|[-+]?[0-9]{1,3}([.,][0-9]{3}){1,2}'
                    || '|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?'
                    || '|(H[0-9]{2}(\.[0-9]{1,3}){0,3}|[0-9]{3}\.[0-9]{2,3}\.[0-9]{2,3}\.H[0-9]{2})'
                    || '([/_-][0-9]{0,6}([/_-][0-9]{0,8})?)?'
                    || '|[A-Z]{1,3}[0-9.]{0,8}-[0-9]{6}-[0-9]{1,8}'
                ) then part
                else '(' || length(part) || ' ký tự)'
            end
        ),
        ', '
    );

-- Whether a text is the id of a dossier: <unit>-<yymmdd>-<serial>, the six digits a day and the serial too
-- short for a phone or identity number.
create or replace macro is_dossier_id(delivered) as
    regexp_full_match(
        delivered,
        '(H[0-9]{2}(\.[0-9]{1,3}){0,4}|[0-9]{3}\.[0-9]{2,3}\.[0-9]{2,3}\.H[0-9]{2})-[0-9]{6}-[0-9]{1,8}'
    ) and try_strptime(split_part(delivered, '-', 2), '%y%m%d') is not null;

-- The id of a dossier, its unit in the new notation; of what is none only the shape.
create or replace macro dossier_code(delivered) as
    case
        when not is_dossier_id(delivered) then shown(delivered)
        when delivered[1] = 'H' then delivered
        else unit_code(split_part(delivered, '-', 1)) || delivered[strpos(delivered, '-'):]
    end;

-- A fee in đồng, or null when the text is no number or is negative (also for "nan" and "inf"). "50.000"
-- may be fifty or fifty thousand: it is null.
create or replace macro fee_amount(delivered) as
    case
        when
            try_cast(delivered as double) between 0 and 1e15
            and not regexp_full_match(trim(delivered), '[0-9]{1,3}\.[0-9]{3}|.*_.*')
            then try_cast(delivered as double)
    end;

-- A text for comparing: one case, one kind of space (also the no-break one), composed letters.
create or replace macro folded(text) as
    lower(nfc_normalize(trim(regexp_replace(text, '[\s\pZ\p{Cf}]+', ' ', 'g'))));

-- A yes/no field of a dossier's document: false when it is empty, null when it is neither yes nor no.
create or replace macro flag_of(delivered) as
    case
        when coalesce(lower(trim(delivered)), '') in ('', '0', 'false') then false
        when lower(trim(delivered)) in ('1', 'true') then true
    end;

-- The same for a document that is reused, which has two ways (1 and 2) and others that are none.
create or replace macro reused_or_not(delivered) as
    coalesce(
        flag_of(delivered),
        case when regexp_full_match(trim(delivered), '[0-9]') then trim(delivered) = '2' end
    );

-- Whether a link leads to a file: what systems and persons write for "none" leads nowhere, and none of it is long
-- and has a stroke.
create or replace macro is_link(delivered) as
    coalesce(
        case
            when contains(delivered, '/') and length(delivered) > 9 then true
            else not regexp_full_match(
                lower(trim(delivered, ' ' || chr(9) || chr(160))),
                '[^0-9a-zA-Zà-ỹđ]*|[01]|false|true|null|none|nil|no|n/?a|undefined|about:blank|[a-z]+:/*'
                || '|không|không có( tệp| file)?|chưa có|chưa cập nhật|đang cập nhật'
            )
        end,
        false
    );

-- What the law makes of a dossier's facts. The rules of a delivery and the core model ask the same.
create or replace macro finish_of(status, completed_at, returned_at) as
    coalesce(completed_at, case when status in (9, 10) then returned_at end);

create or replace macro deadline_of(promised_at, supplements) as
    coalesce(
        list_max(list_transform(supplements, lambda each: end_of_day(each.renewed_at))),
        end_of_day(promised_at)
    );

create or replace macro counts_as_received(status, received_at) as
    coalesce(received_at is not null and status not in (1, 3), false);

-- The pauses of a dossier inside its own time: from the request for a supplement to its receipt, if no new
-- day was set. A day without a time is any time of that day.
create or replace macro pauses_of(supplements, received_at, finished_at) as
    list_sort(list_transform(
        list_filter(
            supplements,
            lambda each: each.renewed_at is null
                and each.answered_at > each.asked_at
                and end_of_day(each.asked_at) >= received_at
                and coalesce(each.answered_at <= end_of_day(finished_at), true)
        ),
        lambda each: {
            'from_at': greatest(each.asked_at, received_at),
            'until_at': least(each.answered_at, finished_at)
        }
    ));

-- How long a dossier was paused: of pauses that overlap, the time in both counts once.
create or replace macro paused_seconds_of(pauses) as
    coalesce(list_sum(list_transform(range(1, len(pauses) + 1), lambda place: greatest(
        0,
        epoch(pauses[place].until_at)::bigint - epoch(greatest(
            pauses[place].from_at, list_max(list_transform(pauses[1:place - 1], lambda before: before.until_at))
        ))::bigint
    ))), 0)::bigint;

-- Whether a supplement without a new day ends before it begins, lies outside the dossier's own time, or
-- overlaps another one.
create or replace macro has_odd_pause(supplements, received_at, finished_at) as
    len(pauses_of(supplements, received_at, finished_at)) < len(list_filter(
        supplements,
        lambda each: each.renewed_at is null and each.answered_at <> each.asked_at
    ))
    or coalesce(list_bool_or(list_transform(
        range(2, len(pauses_of(supplements, received_at, finished_at)) + 1),
        lambda place: pauses_of(supplements, received_at, finished_at)[place].from_at
        < pauses_of(supplements, received_at, finished_at)[place - 1].until_at
    )), false);

-- A unit's place without its kind: "UBND huyện Bác Ái" and "H. Bác Ái" are both "bác ái".
create or replace macro place_name(unit_name) as
    regexp_replace(
        regexp_replace(folded(unit_name), '\s*-\s*(tỉnh|thành phố)\s.*$', ''),
        '^(ubnd|ủy ban nhân dân|uỷ ban nhân dân)?\s*'
        || '(huyện|thị xã|thành phố|quận|xã|phường|thị trấn|(tx|tp|tt)[. ]|[hqxp]\.)?\s*',
        ''
    );

-- A unit's name with its kind and without its committee: "UBND xã Bản Bo" and "Xã Bản Bo" are both "xã bản bo".
create or replace macro unit_title(unit_name) as
    regexp_replace(
        regexp_replace(folded(unit_name), '\s*-\s*(tỉnh|thành phố)\s.*$', ''),
        '^(ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s*',
        ''
    );

-- Whether a text holds a phone or identity number, also one written with separators.
create or replace macro has_personal_number(delivered) as
    regexp_matches(delivered, '(^|[^0-9])(0[0-9]{9}|84[0-9]{9}|[0-9]{12})([^0-9]|$)')
    or regexp_full_match(
        regexp_replace(delivered, '[ +._/-]', '', 'g'), '0[0-9]{9}|84[0-9]{9}|[0-9]{12}'
    );

-- An id or procedure code that may be kept, or null.
create or replace macro kept_id(delivered) as
    case when not has_personal_number(delivered) then plain_code(delivered) end;

-- The same, with the length of what may not be kept in its place.
create or replace macro kept_code(delivered) as
    coalesce(kept_id(delivered), '(' || length(delivered) || ' ký tự)');

-- A unit code in the new notation, or the length of what is none.
create or replace macro kept_unit(delivered) as
    case
        when regexp_full_match(unit_code(delivered), 'H[0-9]{2}(\.[0-9]{1,4}){0,4}') then unit_code(delivered)
        else '(' || length(delivered) || ' ký tự)'
    end;

-- A month or another period, or what may be shown of another text.
create or replace macro kept_period(delivered) as
    case
        when regexp_full_match(delivered, '[0-9]{1,4}[-/.]([0-9]{1,4}|Q[1-4]|H[12])') then delivered
        else shown(delivered)
    end;

-- One of the words that a column may hold, or what may be shown of another text.
create or replace macro kept_word(delivered, words) as
    case when list_contains(words, delivered) then delivered else shown(delivered) end;

-- The name of a unit or procedure without an e-mail address, a phone or an identity number in it.
create or replace macro kept_name(delivered) as
    regexp_replace(
        regexp_replace(as_text(delivered), '[^ ]+@[^ ]+', '(…)', 'g'),
        '(0|\+?84)[0-9]{2,3}[ .-]?[0-9]{3}[ .-]?[0-9]{3,4}|[0-9]{9,}',
        '(…)',
        'g'
    );

-- The number of a decision as 25/QĐ-UBND, also out of a longer text; any other text only by its length.
create or replace macro decision_number(delivered) as
    case
        when regexp_full_match(delivered, '[0-9]{1,6}[A-Za-z]?') then delivered
        else coalesce(
            nullif(regexp_extract(
                replace(delivered, ' ', ''),
                '(?:^|[^0-9/])([0-9]{1,6}[a-z]?(?:/[0-9]{4})?/[A-ZĐ]{1,8}(?:[-&.][A-ZĐ]{1,8}){0,4})(?:[^0-9A-ZĐ]|$)',
                1
            ), ''),
            '(' || length(delivered) || ' ký tự)'
        )
    end;

-- A yes/no field of the catalogue: null where it is blank or says something else.
create or replace macro yes_or_no(delivered) as
    case as_code(delivered) when '1' then true when '0' then false end;

-- The declared whole that a declared part belongs to: numerator and denominator of one ratio.
create or replace macro whole_of(measure) as
    case measure
        when 'van_ban_dien_tu' then 'van_ban'
        when 'kq_con_hieu_luc_so_hoa' then 'kq_con_hieu_luc'
        when 'quy_dinh_kd_cap_nhat' then 'quy_dinh_kd'
        when 'benh_vien_hang2_thanh_toan' then 'benh_vien_hang2'
        when 'tthc_noi_bo_cat_giam' then 'tthc_noi_bo'
    end;

-- The ratio that a declared number belongs to, named by its whole; null for a number that stands alone.
create or replace macro ratio_of(measure) as
    coalesce(
        whole_of(measure),
        case
            when measure in ('van_ban', 'kq_con_hieu_luc', 'quy_dinh_kd', 'benh_vien_hang2', 'tthc_noi_bo')
                then measure
        end
    );
