-- Each time a shop began to compare with a list price: was that charged in the 30 days before?
SELECT * FROM discounts(30)
