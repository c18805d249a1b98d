-- For what several shops sell, by GTIN or link: who asks least now, in each currency.
WITH groups AS (
    SELECT
        p.product_id, p.gtin,
        least(p.product_id, coalesce(min(l.other_id), p.product_id)) AS linked
    FROM products AS p LEFT JOIN product_links AS l USING (product_id)
    GROUP BY p.product_id, p.gtin
),
items AS (
    SELECT product_id, coalesce(min(gtin) OVER (PARTITION BY linked), linked) AS item
    FROM groups
),
offers AS (
    SELECT i.item, p.product_id, p.shop, p.name, p.price, p.currency
    FROM products AS p JOIN items AS i USING (product_id)
    WHERE p.price IS NOT NULL AND p.availability IS DISTINCT FROM 'out_of_stock'
),
ranked AS (
    SELECT
        *,
        row_number() OVER best AS place,
        lead(price) OVER best AS next_price,
        count(*) OVER (PARTITION BY item, currency) AS offers
    FROM offers
    WINDOW best AS (PARTITION BY item, currency ORDER BY price, product_id)
)
SELECT item, currency, product_id, shop, name, price, next_price, offers
FROM ranked
WHERE place = 1 AND offers > 1
