-- What went, or is to go, to whom: a notice about a cycle, or the files of a revision. Of a notice "about" is
-- its kind and what it says, of a report the revision. State sending: the program died in the middle of it;
-- unclear: the other side broke off after it had everything. Neither is ever sent again by itself.
-- grain: one notice or report to one address
create table mart.sending (
    what varchar not null check (what in ('notice', 'report')),
    plan_id varchar not null,
    period varchar not null,
    about varchar not null,
    channel varchar not null check (channel in ('email', 'webhook', 'folder', 's3')),
    address varchar not null,
    state varchar not null check (state in ('sending', 'sent', 'failed', 'unclear')),
    attempts integer not null,
    said varchar not null,
    changed_at timestamp not null,
    primary key (what, plan_id, period, about, channel, address)
);

-- Who was told what about a cycle. grain: one notice to one address
create view mart.notice as
select plan_id, period, about, channel, address, state, attempts, said, changed_at
from mart.sending
where what = 'notice';

-- Whom a published report was handed to. grain: one revision to one address
create view mart.handover as
select plan_id, period, about::integer as revision, channel, address, state, attempts, said, changed_at
from mart.sending
where what = 'report';
