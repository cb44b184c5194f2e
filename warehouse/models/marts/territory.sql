-- The communes of today on the land of the plan's ended district, for the report that names them.
-- grain: unit_code
select territory.*
from core.territory as territory
