-- The classification of a petition is free text that no figure asks for; it may name a person.
alter table raw.pakn drop column category;
