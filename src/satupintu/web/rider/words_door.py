"""Words of the officer's phone at a door: papers, permits, problems, the form."""

from django.utils.translation import gettext as _


def hands() -> dict[str, str]:
    return {
        "receipt": _("Receipt for papers"),
        "folder_code": _("Code on the folder"),
        "folder_scanned": _("Folder"),
        "seal": _("Look at the seal"),
        "seal_intact": _("The seal is closed and unbroken"),
        "seal_broken": _("No seal, or it is broken"),
        "bad_folder": _(
            "This is not a folder's code. It stands below the QR code: F-2208."
        ),
        "folder_taken": _("Folder {code} already holds papers. Take another one."),
        "scan": _("Scan"),
        "photo_of_papers": _("Photo"),
        "add_paper": _("+ Paper"),
        "paper_name": _("Name of the paper"),
        "name_papers": _("Give every paper a name."),
        "original": _("original"),
        "copy": _("copy"),
        "less": _("Fewer: {paper}"),
        "more": _("More: {paper}"),
        "stays": _("Not taken along: {titles}"),
        "receipt_online": _("The citizen gets a copy of this receipt on the own page."),
        "take_none": _("Count the sheets first"),
        "sign_of": _("Signature of {name}"),
        "sign_again": _("Sign again"),
        "bring_permit": _("Hand a permit over"),
        "ask_code": _("Ask the citizen to read the code aloud"),
        "code_typed": _("Typed so far: {code}"),
        "code_fits": _("The code is right. Hand over {codes}."),
    }


def delivery() -> dict[str, str]:
    return {
        "code_wrong": _("This is not the code. Tries left: {n}."),
        "hand": _("Hand over"),
        "delete": _("Delete the last digit"),
        "no_code": _("Without the code"),
        "with_code": _("With the code after all"),
        "not_possible": _("Cannot be handed over?"),
        "against_signature": _("Against a signature or a photo"),
        "no_tries_left": _(
            "Too many wrong codes. Ask for a signature, or take a photo of the "
            "handing over."
        ),
        "show_card": _(
            "Compare the identity card: {name}. Do not photograph the card."
        ),
        "photo_of_handing": _("Photo of the handing over"),
        "photo_taken": _("Photo taken"),
    }


def problem() -> dict[str, str]:
    return {
        "what_is_wrong": _("What is the problem?"),
        "outcome_not_home": _("Nobody at home"),
        "outcome_not_ready": _("Papers not ready"),
        "outcome_wrong_address": _("Wrong address"),
        "outcome_refused": _("Citizen refused"),
        "outcome_rain": _("Rain or flood"),
        "outcome_no_time": _("No time left"),
        "before_not_home": _(
            "Ring, call, and wait five minutes. Then record it: a new time is offered"
            " by itself."
        ),
        "before_not_ready": _(
            "Say which papers are missing. The citizen chooses a new time on the own "
            "page."
        ),
        "before_wrong_address": _("Call first. Write the right address into the note."),
        "before_refused": _("Do not press anybody. Write down what was said."),
        "before_rain": _(
            "Your safety comes first. You can also wait: go back and choose how long."
        ),
        "before_no_time": _("The dispatcher finds another officer, or another time."),
        "wait_for_rain": _("Or wait under a roof:"),
        "minutes": _("{n} min"),
    }


def advice() -> dict[str, str]:
    return {
        "note": _("Note"),
        "record": _("Record it"),
        "give_back_first": _(
            "Papers of this visit are in your bag: {codes}. Give them back first, or "
            "take them to the desk."
        ),
    }


def form() -> dict[str, str]:
    return {
        "no_form": _("The form is not on this phone"),
        "no_form_why": _(
            "It comes with the next network. You can still take papers along."
        ),
        "complete": _("complete"),
        "papers": _("Papers"),
        "papers_why": _(
            "Photograph each paper flat, in good light, so that every letter can be "
            "read."
        ),
        "photo": _("Photo"),
        "photo_again": _("New photo"),
        "add_page": _("Add a page"),
        "choose_file": _("Choose a file"),
        "replace": _("Replace it"),
        "too_heavy": _("Larger than {n} MB: take fewer pages."),
        "paper_given": _("is there"),
        "from_vault": _("From the vault"),
        "no_picture": _("That did not work. Try again."),
        "go_on": _("Go on"),
        "save": _("Save"),
        "review_and_sign": _("Read and sign"),
        "let_citizen_read": _("Let the citizen read this"),
        "consent": _(
            "I have read the answers, and I want “{title}” to be filed for me now. "
            "{name}"
        ),
        "file_now": _("File it now"),
        "take_theirs": _("Begin again with what the server has"),
        "optional": _("optional"),
        "example": _("Example: {text}"),
        "choose": _("Choose an answer."),
        "write": _("Write an answer."),
    }


def mistakes() -> dict[str, str]:
    return {
        "bad_signs": _("Remove the invisible characters, and type it again."),
        "bad_date": _("Write the date as day, month, year."),
        "no_date": _("This date does not exist. Check day and month."),
        "bad_year": _("Check the year."),
        "bad_number": _("Write a number."),
        "two_ways": _(
            "This number can be read in two ways. Write it without dots and commas."
        ),
        "too_big": _("This number is too large."),
        "bad_whole": _("Write a whole number."),
        "bad_places": _("Write at most {n} decimals."),
        "bad_email": _("Write an e-mail address like name@example.com."),
        "bad_phone": _("Write a phone number with its area or mobile code."),
        "too_small": _("Write {n} or more."),
        "too_large": _("Write {n} or less."),
        "too_long": _("Write at most {n} characters."),
        "bad_form": _("This is not in the right form."),
    }


def refusals() -> dict[str, str]:
    return {
        "correct_again": _("Correct and file again"),
        "to_correct": _("not accepted: has to be corrected"),
        "kept_here": _("Answers and photos are still here. Put it right below."),
        "not_accepted": _("“{title}” was not accepted"),
        "not_accepted_over": _(
            "The visit is over. Call the citizen or go back: it has to be signed anew "
            "after the correction. The citizen has been told how to finish it online."
        ),
    }


def numbers() -> dict[str, str]:
    return {
        "bag_blocks_one": _(
            "{n} folder is still in your bag. Hand it to the desk at the base; then "
            "the shift can end."
        ),
        "bag_blocks_many": _(
            "{n} folders are still in your bag. Hand them to the desk at the base; "
            "then the shift can end."
        ),
        "folders_one": _("{n} folder"),
        "folders_many": _("{n} folders"),
        "folders_taken_one": _("{n} folder was taken along:"),
        "folders_taken_many": _("{n} folders were taken along:"),
        "look_at_one": _("{n} thing needs a look"),
        "look_at_many": _("{n} things need a look"),
        "of_another_one": _(
            "{n} record of another officer waits until that officer signs in on this "
            "phone."
        ),
        "of_another_many": _(
            "{n} records of another officer wait until that officer signs in on this "
            "phone."
        ),
        "open_questions_one": _("{n} answer is missing or wrong"),
        "open_questions_many": _("{n} answers are missing or wrong"),
        "papers_missing_one": _("{n} paper is missing"),
        "papers_missing_many": _("{n} papers are missing"),
        "photos_one": _("{n} photo"),
        "photos_many": _("{n} photos"),
        "over_one": _("{n} stop is over"),
        "over_many": _("{n} stops are over"),
        "pages_one": _("{n} page"),
        "pages_many": _("{n} pages"),
        "sheets_one": _("{n} sheet"),
        "sheets_many": _("{n} sheets"),
    }


def more_numbers() -> dict[str, str]:
    return {
        "take_sheets_one": _("Take {n} sheet"),
        "take_sheets_many": _("Take {n} sheets"),
        "to_put_right_one": _("{n} answer has to be put right"),
        "to_put_right_many": _("{n} answers have to be put right"),
        "waiting_one": _("{n} waits to be sent"),
        "waiting_many": _("{n} wait to be sent"),
    }
