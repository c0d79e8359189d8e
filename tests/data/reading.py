"""Runs the Python blocks of docs/data.md in the folder of a run that saved its trials, and holds what they read to its summary.

Usage: reading.py DOCUMENT FOLDER
"""

import json
import math
import os
import re
import sys

import duckdb
import pandas
import polars
import pyarrow.parquet


def near(found, expected):
    assert math.isclose(found, expected, rel_tol=1e-9), (found, expected)


def main(document, folder):
    text = open(document, encoding="utf-8").read()
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 4, len(blocks)
    os.chdir(folder)
    for block in blocks:
        exec(compile(block, document, "exec"), {})

    summary = json.load(open("summary.json", encoding="utf-8"))
    mean, finished = summary["cost_to_horizon"]["mean"], summary["probability"]["finished"]
    trials = pandas.read_parquet("trials.parquet")
    assert len(trials) == summary["run"]["trials"]
    near(trials["cost_to_horizon"].mean(), mean)
    near(trials["finished"].mean(), finished)
    assert trials.loc[~trials["finished"], "cost"].isna().all()
    near(polars.read_parquet("trials.parquet")["cost_to_horizon"].mean(), mean)
    near(duckdb.sql("select avg(cost_to_horizon) from 'trials.parquet'").fetchall()[0][0], mean)
    # Rows of years: their spending is that of the trials.
    sql = """select sum("spending.total") / count(distinct trial) from 'trial-years.parquet'"""
    near(duckdb.sql(sql).fetchall()[0][0], mean)

    metadata = pyarrow.parquet.read_schema("trials.parquet").metadata
    about = json.loads(metadata[b"clearcast"])
    assert about["scenario_sha256"] == summary["scenario"]["sha256"]
    names = [it["name"] for it in json.loads(metadata[b"clearcast.columns"])]
    assert names == list(trials.columns)
    column = pyarrow.parquet.ParquetFile("trials.parquet").metadata.row_group(0).column(names.index("cost"))
    assert "BYTE_STREAM_SPLIT" in column.encodings and column.compression == "ZSTD", column


if __name__ == "__main__":
    main(*map(os.path.abspath, sys.argv[1:3]))
    print("docs/data.md holds")
