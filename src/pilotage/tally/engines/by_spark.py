"""The same comparison on Spark over Spark Connect: any server, or one without Java that is started here."""

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage.tally.engines import statements
from pilotage.tally.engines.outcome import Outcome, Rows, fingerprints
from pilotage.tally.errors import TallyError

if TYPE_CHECKING:
    import pyarrow as pa

_TABLES = {"left": "lefts", "right": "rights"}


class SparkEngine:
    """Sends fingerprints as Parquet in `folder` (which the server must see) to the server named in SPARK_REMOTE.

    Without one, `pysail` is started in this process where it is installed.
    """

    name = "spark"

    def __init__(self, folder: Path) -> None:
        self._server: Any = None
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise TallyError("Spark is not installed here. Install pyspark-client, or leave --engine out.") from None
        remote = os.environ.get("SPARK_REMOTE") or self._own_server()
        self._spark = SparkSession.builder.remote(remote).create()
        self.version = str(self._spark.version)
        self._folder = folder
        self._count = {"left": 0, "right": 0}
        self._lock = threading.Lock()

    def _own_server(self) -> str:
        try:
            from pysail.spark import SparkConnectServer
        except ImportError:
            raise TallyError(
                "No Spark server is named. Set SPARK_REMOTE to sc://HOST:15002, or install pysail."
            ) from None
        self._server = SparkConnectServer(ip="127.0.0.1", port=0)
        self._server.start(background=True)
        _, port = self._server.listening_address
        return f"sc://127.0.0.1:{port}"

    def add(self, side: str, rows: Rows) -> None:
        """Some more rows of a side, as one Parquet file."""
        from pyarrow import parquet

        with self._lock:
            self._count[side] += 1
            place = self._folder / side / f"{self._count[side]:06d}.parquet"
            place.parent.mkdir(exist_ok=True)
        parquet.write_table(fingerprints(rows), place)

    def compare(self) -> Outcome:
        """The relation of all that was added."""
        for side, name in _TABLES.items():
            self._spark.read.parquet(str(self._folder / side)).createOrReplaceTempView(name)
        self._keep("repeated", statements.REPEATED)
        has_repeated = self._spark.sql("select count(*) as n from repeated").collect()[0]["n"] > 0
        self._keep("joined", statements.joined(has_repeated))
        total = self._spark.sql("select count(*) as n from lefts").collect()[0]["n"]
        only_left = self._arrow(statements.ONLY_LEFT)
        repeated_left = self._arrow(statements.counted("lefts"))
        return Outcome(
            matched=total - repeated_left.num_rows - only_left.num_rows,
            unequal=self._arrow(statements.UNEQUAL),
            only_left=only_left,
            only_right=self._arrow(statements.ONLY_RIGHT),
            repeated_left=repeated_left,
            repeated_right=self._arrow(statements.counted("rights")),
        )

    def _keep(self, name: str, query: str) -> None:
        """The rows of a query as a file, so that it runs once."""
        place = str(self._folder / name)
        self._spark.sql(query).write.mode("overwrite").parquet(place)
        self._spark.read.parquet(place).createOrReplaceTempView(name)

    def _arrow(self, query: str) -> "pa.Table":
        return self._spark.sql(query).toArrow()

    def close(self) -> None:
        """Ends the session, and the server that was started here."""
        self._spark.stop()
        if self._server is not None:
            self._server.stop()
