-- Every event as it is believed today: of each its highest revision, unless that is retracted.
SELECT e.*
FROM all_events AS e
ANTI JOIN (SELECT product_id, uuid, revision FROM all_events WHERE revision > 0) AS later
    ON later.product_id = e.product_id AND later.uuid = e.uuid AND later.revision > e.revision
WHERE NOT e.retracted
