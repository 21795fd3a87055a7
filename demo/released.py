"""Released rows in pandas and Polars: `python3 demo/released.py` in the folder that holds .data/, cell by cell."""

# %% The files: a row is one cell of one table on one day, with at most two dimensions and their values.
import sys
from glob import glob

files = sorted(glob(f"{sys.argv[1] if len(sys.argv) > 1 else '.data/released'}/*.parquet"))

# %% pandas: visitors, visits and one-page visits of each day, which are the cell without a dimension.
import pandas

released = pandas.concat([pandas.read_parquet(file, dtype_backend="numpy_nullable") for file in files])
whole = released[(released["table"] == "visits") & released["dimension1"].isna()]
days = whole.groupby("day")[["contributions", "visits", "second"]].sum()
days["bounces"] = (days["visits"] - days["second"]).clip(lower=0)
print(days.rename(columns={"contributions": "visitors"})[["visitors", "visits", "bounces"]])

# %% Polars: the pages by readers.
import polars

pages = (
    polars.concat([polars.read_parquet(file) for file in files], how="diagonal")
    .filter((polars.col("table") == "pages") & (polars.col("dimension1") == "path") & polars.col("dimension2").is_null())
    .group_by(polars.col("value1").alias("path"))
    .agg(polars.col("contributions").sum().alias("readers"), polars.col("views").sum())
    .sort("readers", "path", descending=[True, False])
)
print(pages)
