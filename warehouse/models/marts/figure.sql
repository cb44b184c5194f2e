-- The attainment by the readings in force and by the source that each target is judged by: what reports
-- print and other tools read.
-- grain: unit_basis, basis, row_no, levels, horizon, scope_kind, unit_code, level
select attainment.*
from mart.attainment as attainment
inner join mart.judging_source as judging using (basis, position, source)
where not exists (select 1 from run.alternative as alternative where alternative.position = attainment.position)
