"""The errors of `index`: one family, each with what happened, what to do, and whether trying again can help.

Raised here and in every module of the package; shown to people by `assistant.cli` and `assistant.web`, which print
`message` and `hint` and never a stack trace. `exit_code` is what the command line ends with (docs/cli.md).
"""


class CorpusError(Exception):
    """Say what went wrong with the articles or their storage, in words a person can act on."""

    code = "corpus_error"
    exit_code = 1
    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputRefused(CorpusError):
    """One input holds no article we can store; the others go on. `message` is the reason shown to the person."""

    code = "input_refused"
    exit_code = 4


class InputMissing(CorpusError):
    """A path the person named does not exist; nothing was ingested."""

    code = "input_missing"
    exit_code = 2


class MirrorRefused(CorpusError):
    """A mirror would remove suspiciously much: nothing was removed, what came is stored."""

    code = "mirror_refused"
    exit_code = 2


class BackupUnusable(CorpusError):
    """A file that is no whole backup, or one of another embedder; what is stored was not touched."""

    code = "backup_unusable"
    exit_code = 2


class ArticleNotFound(CorpusError):
    """No such article, or none that this reader may see: the two are one answer on purpose."""

    code = "article_not_found"
    exit_code = 2


class ArticleErased(ArticleNotFound):
    """There was such an article, this reader could have read it, and it has been erased."""

    code = "article_erased"


class SourceNotFound(CorpusError):
    """No standing source of that name or address."""

    code = "source_not_found"
    exit_code = 2


class SourceTaken(CorpusError):
    """There is a standing source of that name or address already."""

    code = "source_taken"
    exit_code = 2


class CursorUnusable(CorpusError):
    """A cursor that no listing gave out."""

    code = "cursor_unusable"
    exit_code = 2


class DataDirectoryUnusable(CorpusError):
    """The data directory cannot be opened by this program: read-only, newer, on a network share, or of other models."""

    code = "data_directory_unusable"
    exit_code = 2


class DataDirectoryBusy(CorpusError):
    """Another process owns the data directory and did not answer."""

    code = "data_directory_busy"
    retryable = True


class ModelUnusable(CorpusError):
    """A model file is missing, or is not the one whose hash we pinned."""

    code = "model_unusable"


class StorageFailed(CorpusError):
    """The machine could not store or read: full disk, broken file system, damaged index."""

    code = "storage_failed"
    retryable = True


class Overloaded(CorpusError):
    """The inference lane's queue is full or the deadline passed before the work could start."""

    code = "overloaded"
    retryable = True


class Cancelled(CorpusError):
    """Somebody asked for the work to stop, or the program is closing. Caught where the asking was done; not shown."""

    code = "cancelled"
