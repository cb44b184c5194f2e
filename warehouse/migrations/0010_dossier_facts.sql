-- raw.ho_so holds what was delivered; core.dossier judges it. What an earlier version had judged is put
-- back as facts that give the very same judgement: one pause of the same length, the deadline as promised.
-- grain: export_id, file_no, line_no
alter table raw.ho_so rename to ho_so_judged;

create table raw.ho_so (
    export_id integer not null,
    file_no integer not null,
    line_no bigint not null,
    dossier_id varchar not null,
    unit_code varchar not null,
    procedure_code varchar,
    status tinyint not null,
    channel tinyint,
    received_at timestamp,
    promised_at timestamp,
    completed_at timestamp,
    returned_at timestamp,
    updated_at timestamp,
    supplements struct(asked_at timestamp, answered_at timestamp, renewed_at timestamp)[],
    payment tinyint,
    sync tinyint,
    fee_due double not null,
    has_file boolean not null,
    is_reused boolean not null,
    has_e_result boolean not null
);

insert into raw.ho_so by name
select
    export_id,
    file_no,
    line_no,
    case
        when dossier_id[1] = 'H' then dossier_id
        else unit_code || dossier_id[strpos(dossier_id, '-'):]
    end as dossier_id,
    unit_code,
    procedure_code,
    status,
    channel,
    received_at,
    due_at as promised_at,
    finished_at as completed_at,
    updated_at,
    case when paused_seconds > 0 then [{
        'asked_at': coalesce(received_at, finished_at - to_seconds(paused_seconds)),
        'answered_at': coalesce(received_at + to_seconds(paused_seconds), finished_at),
        'renewed_at': null::timestamp
    }] end as supplements,
    is_paid_online::tinyint as payment,
    is_synced::tinyint as sync,
    fee_due,
    has_file,
    is_reused,
    has_e_result
from raw.ho_so_judged;

drop table raw.ho_so_judged;
