"""One paper of one form, as PDF or Word. Part of the press: never imported by the desk."""

from api.papers import pdf, word
from api.papers.templates_of import fill, find
from api.schemas.papers import PaperFormat, PaperJob


def make(job: PaperJob) -> bytes:
    """The file. Raises Fault."""
    name = f"{job.form}.{'html' if job.format is PaperFormat.PDF else 'docx'}"
    path = find(name, job.site_folder)
    if job.format is PaperFormat.DOCX:
        return word.make(path, job.words)
    return pdf.make(fill(name, job.words, job.site_folder), job.site_folder)
