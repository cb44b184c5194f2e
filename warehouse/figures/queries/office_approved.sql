-- The published manifests that somebody approved who had accepted none of the data behind them at the gate.
-- grain: one manifest
select distinct
    publication.plan_id,
    publication.manifest
from mart.publication as publication
inner join mart.decision as approval
    on
        publication.plan_id = approval.plan_id
        and publication.manifest = approval.bound_to
        and approval.kind = 'approve'
where
    not exists (
        select acceptance.name
        from mart.revision_export as used
        inner join raw.export as export on used.export_id = export.export_id
        inner join mart.decision as acceptance on split_part(export.digest, '.', 1) = acceptance.bound_to
        where
            used.plan_id = publication.plan_id
            and used.period = publication.period
            and used.revision = publication.revision
            and acceptance.kind = 'accept'
            and lower(acceptance.name) = lower(approval.name)
    )
order by publication.plan_id, publication.manifest
