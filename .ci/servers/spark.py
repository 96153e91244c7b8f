"""Spark behind HTTP on loopback, for the tests of test/engines: spark.py PORT

A local cluster of two executors, one core each, whose session has a zone of its own. POST /fill takes
{"table", "columns": [{"name", "type"}], "rows"} and makes the table anew; POST /ask takes a query and answers with CSV.
"""
import csv
import io
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from pyspark.sql import SparkSession
from pyspark.sql.functions import col
from pyspark.sql.types import StringType, StructField, StructType

spark = (
    SparkSession.builder.master("local-cluster[2,1,1024]")
    .appName("kling-cost")
    .config("spark.sql.session.timeZone", "Asia/Kolkata")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")


def fill(request):
    names = [column["name"] for column in request["columns"]]
    texts = StructType([StructField(name, StringType()) for name in names])
    frame = spark.createDataFrame([tuple(row) for row in request["rows"]], texts).repartition(2)
    types = {column["name"]: column["type"] for column in request["columns"]}
    quoted = ["`" + name.replace("`", "``") + "`" for name in names]
    frame = frame.select([col(text).cast(types[name]).alias(name) for name, text in zip(names, quoted)])
    frame.cache().createOrReplaceTempView(request["table"])
    return ""


def ask(query):
    frame = spark.sql(query)
    out = io.StringIO()
    # Nothing is empty text in the answer, which csv would write without quotes; what has line ends is quoted.
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.collect():
        writer.writerow(["" if value is None else value for value in row])
    return out.getvalue()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            status, text = 200, fill(json.loads(body)) if self.path == "/fill" else ask(body)
        except Exception as error:  # whatever Spark refuses is for the test to see
            status, text = 400, str(error)
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(spark.version)))
        self.end_headers()
        self.wfile.write(spark.version.encode())

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
