"""The ratings of a session as a long CSV file, from which `qa-desk agreement` makes the very figures of its page."""

import csv
import io

from qa_desk.domain.coded_line import CATEGORIES
from qa_desk.services.figures.pooled import SETTLED, Pooled

COLUMNS = ("item", "rater", "rating", "cluster")


def ratings_csv(pooled: Pooled, names: tuple[str, ...]) -> str:
    """One line a rating: item (call × criterion), rater by name, passed/failed/N/A, and the call as cluster.

    Raters come in the order of `names` and items in that of the tables, so that every sum is made in the same order.
    """
    with_standard = pooled.has_standard
    table = pooled.table(with_standard=with_standard)
    raters = (*names, SETTLED) if with_standard else names
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row, (call, criterion) in enumerate(pooled.item_names()):
        for rater, code in zip(raters, table.codes[row], strict=True):
            if code >= 0:
                writer.writerow((f"{call} {criterion}", rater, CATEGORIES[int(code)], call))
    return text.getvalue()
