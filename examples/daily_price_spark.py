"""Daily lowest, median and highest prices of an exported history, on Apache Spark.

spark-submit examples/daily_price_spark.py history/ daily/

Reads the events of a folder that `pricetrail export history/` wrote and writes the columns of
the view `daily_price` as Parquet: product_id, day (UTC), currency, min, max, median, events. The
folders are local, or any URL that both Spark and fsspec know, such as s3a:// with their libraries.
"""

import argparse
import json

import fsspec
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f


def main() -> None:
    """Read, compute, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("history", help="folder of an export")
    parser.add_argument("daily", help="folder to write, which must not be there")
    given = parser.parse_args()
    spark = (
        SparkSession.builder.appName("pricetrail daily prices")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
        .getOrCreate()
    )
    try:
        daily_price(believed(all_events(spark, given.history))).write.parquet(given.daily)
    finally:
        spark.stop()


def all_events(spark: SparkSession, history: str) -> DataFrame:
    """Every revision of every event, of the files that the export's manifest names."""
    root = history.rstrip("/")
    with fsspec.open(f"{root}/_pricetrail.json") as manifest:
        files = json.load(manifest)["tables"]["events"]
    paths = [f"{root}/{file['path']}" for file in files]
    return spark.read.option("basePath", f"{root}/events").parquet(*paths)


def believed(events: DataFrame) -> DataFrame:
    """Of each event the highest revision, unless that is retracted: the view `events`.

    Corrections are few, so they are sent to where the events are.
    """
    later = events.where("revision > 0").select("product_id", "uuid", "revision").alias("later")
    same = "later.product_id = e.product_id and later.uuid = e.uuid and later.revision > e.revision"
    newest = events.alias("e").join(f.broadcast(later), f.expr(same), "left_anti")
    return newest.where("not retracted")


def daily_price(events: DataFrame) -> DataFrame:
    """The view `daily_price`; amounts stay exact decimals, the median too."""
    prices = f.sort_array(f.collect_list("price"))
    days = (
        events.where("price is not null")
        .groupBy("product_id", f.to_date("created").alias("day"), "currency")
        .agg(
            f.min("price").alias("min"),
            f.max("price").alias("max"),
            f.count("*").alias("events"),
            prices.alias("prices"),
        )
    )
    middle = "(prices[(events - 1) div 2] + prices[events div 2]) / 2"
    return days.withColumn("median", f.expr(f"cast({middle} as decimal(20, 6))")).drop("prices")


if __name__ == "__main__":
    main()
