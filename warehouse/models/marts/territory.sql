-- The units of today on the land of the plan's ended district or merged province, for the report that names them.
-- grain: unit_code
select territory.*
from core.territory as territory
