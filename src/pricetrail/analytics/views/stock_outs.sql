-- Each time a product was out of stock: from when it was first seen so until it was seen otherwise.
WITH known AS (
    SELECT product_id, created, uuid, availability = 'out_of_stock' AS out
    FROM events
    WHERE availability IN ('in_stock', 'out_of_stock', 'preorder')
),
marked AS (
    SELECT *, out IS DISTINCT FROM lag(out) OVER product AS changed
    FROM known
    WINDOW product AS (PARTITION BY product_id ORDER BY created, uuid)
),
turns AS (
    SELECT
        product_id, out, created AS began,
        lead(created) OVER (PARTITION BY product_id ORDER BY created, uuid) AS ended
    FROM marked
    WHERE changed
)
SELECT
    product_id, began, ended,
    round(date_diff('millisecond', began, ended) / 3600000, 2) AS hours
FROM turns
WHERE out
