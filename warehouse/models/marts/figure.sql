-- The attainment by the readings in force: what reports print and other tools read.
-- grain: basis, row_no, levels, horizon, scope_kind, unit_code, level
select attainment.*
from mart.attainment as attainment
where not exists (select 1 from run.alternative as alternative where alternative.position = attainment.position)
