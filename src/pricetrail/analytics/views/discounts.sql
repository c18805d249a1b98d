-- `discount_honesty` with another number of days: `SELECT * FROM discounts(90)`.
WITH claims AS (
    SELECT
        product_id, currency, created, uuid, price,
        CASE WHEN list_price > price THEN list_price END AS claimed
    FROM events
    WHERE price IS NOT NULL
),
marked AS (
    SELECT
        *,
        claimed IS DISTINCT FROM lag(claimed) OVER product AS changed
    FROM claims
    WINDOW product AS (PARTITION BY product_id, currency ORDER BY created, uuid)
),
numbered AS (
    SELECT *, count(*) FILTER (changed) OVER product AS number
    FROM marked
    WINDOW product AS (PARTITION BY product_id, currency ORDER BY created, uuid)
),
periods AS (
    SELECT
        product_id, currency, number, claimed AS list_price,
        min(created) AS began, max(created) AS last_seen, min(price) AS price
    FROM numbered
    WHERE claimed IS NOT NULL
    GROUP BY product_id, currency, number, claimed
)
SELECT
    p.product_id, p.currency, p.began, p.last_seen, p.list_price, p.price,
    CAST(round(100 * (1 - CAST(p.price / p.list_price AS DOUBLE)), 2) AS DOUBLE) AS percent_off,
    min(c.price) AS lowest_before,
    max(c.price) AS highest_before,
    max(c.price) >= p.list_price AS charged
FROM periods AS p
LEFT JOIN claims AS c
    ON c.product_id = p.product_id AND c.currency IS NOT DISTINCT FROM p.currency
    AND c.created < p.began AND c.created >= p.began - to_days(CAST(days AS INTEGER))
GROUP BY p.product_id, p.currency, p.number, p.began, p.last_seen, p.list_price, p.price
