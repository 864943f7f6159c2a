"""What is fuzzed: the whole pipeline, and every parser that reads what strangers send. Each takes bytes, any bytes.

An input's first byte chooses the target, the rest is its data. A target raises only what is a fault of ours.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path

from service.batch.columns import Columns
from service.batch.decoding import decode
from service.batch.reading import read_rows
from service.batch.sources import CSV, LINES, PAGE, TEXT, Source
from service.corpus.answers import read_answers
from service.corpus.corrected import write_records
from service.errors import ConfigurationError, InternalError, Problem
from service.gazetteer import load_gazetteer
from service.gazetteer.exchange import exchange
from service.pipeline.analyzer import Analyzer
from service.pipeline.article import read_article
from service.pipeline.document import Span, ToneItem
from service.pipeline.names import tokenize
from service.pipeline.quotations import find_quotations
from service.schemas import AnalyzeRequest, AnalyzeResponse, BatchRequest, ToneRequest
from service.schemas.parsing import parse_json, validate
from service.settings import Settings
from tests.contract import check_contract

LONGEST = 4000  # bytes; longer inputs find nothing that shorter ones do not, and take longer


class Targets:
    """The targets, with an engine of tiny models behind them."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.analyzer = Analyzer(settings)
        self.folder = folder  # for files that readers want to open
        self.known: Mapping[str, Callable[[bytes], None]] = {
            "article": self.article,
            "page": self.page,
            "body": self.body,
            "text": self.text,
            "lines": self.lines,
            "table": self.table,
            "answers": self.answers,
            "corrected": self.corrected,
            "names": self.names,
            "tone": self.tone,
        }

    def __call__(self, data: bytes) -> None:
        """Run the target that the first byte names."""
        if data:
            targets = list(self.known.values())
            targets[data[0] % len(targets)](data[1:LONGEST])

    def article(self, data: bytes) -> None:
        """Any text gives an answer that keeps the contract, and the same one again."""
        text = data.decode("utf-8", "replace")
        first, second = (self.analyzer.analyze([AnalyzeRequest(text=text)])[0] for _ in range(2))
        if isinstance(first, Problem):
            assert not isinstance(first, InternalError), first
            assert type(first) is type(second)
            return
        assert isinstance(second, AnalyzeResponse)
        check_contract(first, text)
        assert first.model_dump(exclude={"meta"}) == second.model_dump(exclude={"meta"})

    def page(self, data: bytes) -> None:
        """Any page gives a text, or a problem that says why not; the text read again stays what it is."""
        request = AnalyzeRequest(html=data.decode("utf-8", "replace"))
        try:
            text = read_article(request, self.settings, self.analyzer.gazetteer.targets).article.text
            again = read_article(AnalyzeRequest(text=text), self.settings, self.analyzer.gazetteer.targets)
        except Problem as problem:
            assert not isinstance(problem, InternalError)
            return
        assert again.article.text == text

    def body(self, data: bytes) -> None:
        """Any body is a request or a problem."""
        for model in (AnalyzeRequest, BatchRequest, ToneRequest):
            try:
                validate(parse_json(data), model)
            except Problem as problem:
                assert not isinstance(problem, InternalError)

    def text(self, data: bytes) -> None:
        """A file is decoded as a whole, or refused."""
        try:
            text, encoding = decode(data)
        except Problem:
            return
        if encoding is None:
            assert text.encode() == data.removeprefix(b"\xef\xbb\xbf")

    def lines(self, data: bytes) -> None:
        """Every line of JSON Lines that is not empty is a row."""
        rows = self._rows(data, LINES, ".jsonl")
        assert rows == sum(bool(line.strip()) for line in data.split(b"\n"))

    def table(self, data: bytes) -> None:
        """Any table, page or text file can be read to its end."""
        for kind, suffix in ((CSV, ".csv"), (CSV, ".tsv"), (PAGE, ".html"), (TEXT, ".txt")):
            self._rows(data, kind, suffix)

    def _rows(self, data: bytes, kind: str, suffix: str) -> int:
        path = self.folder / f"input{suffix}"
        path.write_bytes(data)
        rows = list(read_rows([Source(path, kind, None, path.name)], Columns(), 1 << 20))
        assert all(isinstance(row.article, AnalyzeRequest | Problem) for row in rows)
        assert not any(isinstance(row.article, InternalError) for row in rows)
        return len(rows)

    def answers(self, data: bytes) -> None:
        """A run's output is read back, or refused in a line."""
        for suffix, written in ((".jsonl", data), (".jsonl.gz", data), (".jsonl.gz", gzip.compress(data))):
            path = self.folder / f"answers{suffix}"
            path.write_bytes(written)
            try:
                list(read_answers(path))
            except ConfigurationError:
                pass

    def corrected(self, data: bytes) -> None:
        """An export of corrections is read, or refused in a line."""
        path = self.folder / "export.json"
        path.write_bytes(data)
        try:
            write_records(path, self.folder / "records.jsonl")
        except ConfigurationError:
            pass

    def names(self, data: bytes) -> None:
        """Words, quotations and countries stand where they are said to; an exchange keeps all other words."""
        text = data.decode("utf-8", "replace")
        for token in tokenize(text):
            assert text[token.start : token.end].startswith(token.text)
        for quotation in find_quotations(text):
            assert 0 <= quotation.span.start < quotation.span.end <= len(text)
        found = load_gazetteer().find(text, places=True)
        spans = [mention.span for mention in found]
        assert spans == sorted(spans)
        assert all(before.end <= after.start for before, after in zip(spans, spans[1:], strict=False))
        exchange(text, "RU", "UA")

    def tone(self, data: bytes) -> None:
        """A tone can be asked toward any stretch of any text."""
        text = data.decode("utf-8", "replace")
        if len(text) < 3:
            return
        start = data[0] % (len(text) - 1)
        end = min(len(text), start + 1 + data[1] % 20)
        [tone] = self.analyzer.tone([ToneItem(text, Span(start, end), "RU", "UA")])
        assert abs(sum(tone.probabilities) - 1) < 1e-9
        item = ToneItem(text, Span(start, end), None)
        [scored] = self.analyzer.tone_model.score([item])
        assert all(0 <= span.start < span.end <= len(text) for span in scored.evidence)
