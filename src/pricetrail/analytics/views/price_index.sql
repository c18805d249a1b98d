-- For each tag and currency a chained Jevons index of the daily last prices; its first day is 100.
WITH moves AS (
    SELECT
        product_id, currency, day,
        ln(CAST(last AS DOUBLE) / lag(CAST(last AS DOUBLE)) OVER product) AS move,
        min(day) OVER (PARTITION BY product_id, currency) AS first_day,
        max(day) OVER (PARTITION BY product_id, currency) AS last_day
    FROM daily_price
    WHERE last > 0
    WINDOW product AS (PARTITION BY product_id, currency ORDER BY day)
),
tagged AS (
    SELECT unnest(p.tags) AS tag, m.*
    FROM moves AS m JOIN products AS p USING (product_id)
),
seen AS (SELECT DISTINCT tag, currency, product_id, first_day, last_day FROM tagged),
days AS (
    SELECT tag, currency, day, coalesce(sum(move), 0) AS moved
    FROM tagged
    GROUP BY tag, currency, day
),
links AS (
    SELECT
        d.tag, d.currency, d.day, any_value(d.moved) AS moved,
        count(*) AS products,
        count(*) FILTER (s.first_day < d.day) AS compared
    FROM days AS d
    JOIN seen AS s
        ON s.tag = d.tag AND s.currency IS NOT DISTINCT FROM d.currency
        AND d.day BETWEEN s.first_day AND s.last_day
    GROUP BY d.tag, d.currency, d.day
)
SELECT
    tag, currency, day,
    round(100 * exp(sum(CASE WHEN compared > 0 THEN moved / compared ELSE 0 END) OVER chain), 4)
        AS price_index,
    products
FROM links
WINDOW chain AS (PARTITION BY tag, currency ORDER BY day)
