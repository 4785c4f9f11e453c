"""Letters to the reps a publication concerns: written with it, sent once when it holds."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.db import transaction
from django.tasks import task
from django.utils import timezone, translation
from django_scopes import scope, scopes_disabled

from maillage.domain.people.messages import of_rep
from maillage.domain.territories.publishing.books import concerned, published_book
from maillage.domain.territories.publishing.letter_text import letter_text, withdrawn_text
from maillage.models import Letter, Publication, Rep
from maillage.texts import _

TO_SEND = (Letter.State.WAITING, Letter.State.FAILED)


def prepare_letters(publication: Publication) -> None:
    """Write down, with a publication, who gets a letter; a worker sends them once it is kept."""
    prepare(publication, Letter.Kind.PUBLISHED, concerned(publication).select_related("membership"))


def prepare_withdrawals(publication: Publication) -> None:
    """Send no letter about what was rolled back, and another one where it was sent already."""
    letters = Letter.objects.filter(publication=publication, kind=Letter.Kind.PUBLISHED)
    letters.filter(state__in=TO_SEND).update(state=Letter.State.CANCELLED)
    told = letters.filter(state__in=(Letter.State.SENT, Letter.State.SENDING))
    reps = Rep.objects.filter(pk__in=told.values("rep")).select_related("membership")
    prepare(publication, Letter.Kind.ROLLED_BACK, reps)


def prepare(publication: Publication, kind: Letter.Kind, reps: object) -> None:
    """Write down letters of one kind, and leave the sending to a worker."""
    Letter.objects.bulk_create(
        Letter(
            publication=publication,
            rep=rep,
            kind=kind,
            address=address_of(rep),
            state=Letter.State.WAITING if address_of(rep) else Letter.State.NO_ADDRESS,
        )
        for rep in reps
    )
    send_letters.enqueue(publication.pk)


def address_of(rep: Rep) -> str:
    """Where a rep is written to: their own address here, else the one of the file."""
    return of_rep(rep).address


@task
def send_letters(number: int) -> None:
    """Send the letters of a publication that were not sent yet."""
    with scopes_disabled():
        publication = Publication.objects.select_related("workspace").get(pk=number)
    with scope(workspace=publication.workspace):
        for letter in Letter.objects.filter(publication=publication, state__in=TO_SEND):
            send_letter(letter=letter)


def send_letter(*, letter: Letter) -> Letter.State:
    """Send one letter, unless somebody else does; gives how far it is.

    It is marked before it leaves: one whose sender is killed is never sent twice.
    """
    mine = Letter.objects.filter(pk=letter.pk, state__in=TO_SEND)
    if not mine.update(state=Letter.State.SENDING):
        return Letter.State(Letter.objects.get(pk=letter.pk).state)
    try:
        with translation.override(language_of(letter)):
            message(letter).send()
    except (OSError, ValueError) as error:
        state, problem, sent_at = Letter.State.FAILED, str(error)[:200], None
    else:
        state, problem, sent_at = Letter.State.SENT, "", timezone.now()
    with transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state=state, problem=problem, sent_at=sent_at)
    return state


def language_of(letter: Letter) -> str:
    """The language a rep is written to in."""
    member = getattr(letter.rep, "membership", None)
    return (member.user.language if member else "") or letter.publication.workspace.language


def message(letter: Letter) -> EmailMessage:
    """The message of a letter."""
    publication = letter.publication
    book = published_book(publication=publication, rep=letter.rep)
    name = publication.scenario.name
    if letter.kind == Letter.Kind.ROLLED_BACK:
        subject = _("Taken back: %(scenario)s") % {"scenario": name}
        text = withdrawn_text(book=book, scenario=name)
    else:
        subject = _("Your territory: %(scenario)s") % {"scenario": name}
        text = letter_text(book=book, scenario=name, effective_on=publication.effective_on)
    return EmailMessage(" ".join(subject.split()), text, to=[letter.address])
