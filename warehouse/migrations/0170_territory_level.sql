-- Beside communes the departments of a new province lie partly in the land of an old one.
alter table mart.territory add column level varchar default 'commune';
