-- A blank flag of the catalogue is unknown; the field of a procedure is asked by no figure.
alter table raw.tthc alter column is_public drop not null;
alter table raw.tthc alter column is_fit_for_full drop not null;
alter table raw.tthc alter column has_fee drop not null;
alter table raw.tthc alter column gives_paper_result drop not null;
alter table raw.tthc alter column is_boundary_free drop not null;
alter table raw.tthc alter column is_licensing drop not null;
alter table raw.tthc drop column field_code;
alter table raw.tthc drop column field_name;
