-- Each product's prices of a day (UTC) in one currency: lowest, highest, median, and the day's last.
SELECT
    product_id,
    CAST(created AS DATE) AS day,
    currency,
    min(price) AS min,
    max(price) AS max,
    CAST(median(price) AS DECIMAL(20, 6)) AS median,
    arg_max(price, (created, uuid)) AS last,
    count(*) AS events
FROM events
WHERE price IS NOT NULL
GROUP BY product_id, day, currency
