-- What is held at the gate now. grain: digest, rule
select province, month, dataset, rule, counts, held_at, digest
from mart.held
where $province is null or province = if(month < $since, $province, $successor)
order by province, month, rule
