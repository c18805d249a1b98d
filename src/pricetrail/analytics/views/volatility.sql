-- How restless each product's daily last price is, in each currency it was seen in.
WITH moves AS (
    SELECT
        *,
        lag(last) OVER (PARTITION BY product_id, currency ORDER BY day) AS before
    FROM daily_price
    WHERE last > 0
)
SELECT
    product_id, currency,
    count(*) AS days,
    count(*) FILTER (last <> before) AS changes,
    min(min) AS lowest,
    max(max) AS highest,
    round(100 * min(CAST(last AS DOUBLE) / CAST(before AS DOUBLE) - 1), 2) AS largest_drop_percent,
    round(100 * max(CAST(last AS DOUBLE) / CAST(before AS DOUBLE) - 1), 2) AS largest_rise_percent,
    round(stddev_samp(ln(CAST(last AS DOUBLE) / CAST(before AS DOUBLE))), 6) AS deviation
FROM moves
GROUP BY product_id, currency
