-- A district's report counts the rows of its own units, and apart those whose unit nobody can tell.
alter table mart.quality add column is_unplaced boolean default false;
alter table mart.finding_count add column is_unplaced boolean default false;
