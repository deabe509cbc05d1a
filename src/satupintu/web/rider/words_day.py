"""Words of the officer's phone: the day, its stops, the bag, what is sent, help."""

from django.utils.translation import gettext as _


def frame() -> dict[str, str]:
    return {
        "app": _("Home visits"),
        "back": _("Back"),
        "menu": _("Menu"),
        "nav_today": _("Today"),
        "nav_bag": _("Bag"),
        "nav_outbox": _("Outbox"),
        "nav_help": _("Help"),
        "offline": _("No signal. Everything is kept on the phone."),
        "offline_code": _("No signal. The code can still be checked."),
        "offline_valid": _("No signal. It counts all the same."),
        "sending": _("Sending what was kept"),
        "signed_out": _("Please sign in again. Nothing is lost."),
        "signed_out_why": _(
            "Your sign-in has ended. Everything stays on this phone and is sent as "
            "soon as you have signed in."
        ),
        "sign_in": _("Sign in"),
        "working": _("One moment"),
        "yes": _("Yes"),
        "no": _("No"),
        "day": _("Day"),
        "month": _("Month"),
        "year": _("Year"),
        "today_title": _("Stops of today"),
        "no_day": _("No stops on this phone"),
        "no_day_why": _(
            "Once there is a network, the phone loads your day. It then works without"
            " one."
        ),
        "load_again": _("Load again"),
    }


def today() -> dict[str, str]:
    return {
        "no_stops": _(
            "Nothing is planned for you yet. New stops appear here by themselves."
        ),
        "begin_shift": _("Begin the shift"),
        "end_shift": _("End the shift"),
        "shift_ended": _("The shift has ended. Thank you."),
        "plan_changed": _("The plan has changed"),
        "accept": _("Accept"),
        "change_gone": _("{name} is no longer on your list."),
        "change_new": _("New: {name}, {time}."),
        "change_order": _("New order: {name}."),
        "change_time": _("{name}: now {time}."),
        "paused_until": _("You wait until {time}"),
        "ride_on": _("Ride on"),
        "arrives": _("there at"),
        "at_door": _("at the door"),
        "on_way": _("on the way"),
        "promised": _("promised {span}"),
        "kind_file": _("collect papers"),
        "kind_deliver": _("bring a permit"),
        "stop_reload": _("At the base"),
        "stop_reload_why": _("load and hand in folders"),
        "stop_rest": _("Break"),
        "stop_rest_why": _("you have earned it"),
        "state_asked": _("without a time"),
        "state_booked": _("planned"),
        "state_riding": _("on the way"),
        "state_arrived": _("at the door"),
        "state_done": _("done"),
        "state_failed": _("not done"),
    }


def states() -> dict[str, str]:
    return {
        "state_cancelled": _("cancelled"),
    }


def stop() -> dict[str, str]:
    return {
        "stop": _("This stop"),
        "stop_of": _("Stop {n} of {all}"),
        "stop_gone": _("This stop is no longer on your list"),
        "stop_gone_why": _(
            "The plan was changed. What you recorded here is kept and sent."
        ),
        "promise": _("Promised"),
        "attempt": _("Attempt {n}"),
        "navigate": _("Navigate"),
        "call": _("Call now"),
        "call_name": _("Call {name}"),
        "say_code": _("Say this code at the door"),
        "asked_to_prepare": _("Was asked to lay ready"),
        "check_here": _("Check at the door"),
        "not_loaded": _(
            "No folder for this visit is in your bag. Get it from the desk at the "
            "base first."
        ),
        "in_bag": _("In your bag: {codes}"),
        "shift_first": _("Begin the shift on the first page, then set off."),
        "set_off": _("Set off"),
        "arrived": _("I have arrived"),
        "arrived_short": _("I am there"),
        "problem": _("There is a problem"),
        "far": _(
            "The phone says that you are {way} away. Look at the house number; you "
            "can go on."
        ),
        "fill_and_file": _("Fill in and file"),
        "to_file": _("not filed yet"),
    }


def door() -> dict[str, str]:
    return {
        "filed_as": _("Filed as {number}"),
        "filed_waits": _("Filed; the number comes with the network"),
        "take_papers": _("Take papers along"),
        "taken": _("taken: {codes}"),
        "if_needed": _("only if originals are needed"),
        "hand_over": _("Hand over"),
        "done": _("Done here"),
        "look": _("Look"),
        "free": _("This is free. Refuse tips and gifts, kindly."),
        "link_after": _("After {name}"),
        "link_before": _("Before {name}"),
        "link_take": _("What you take here goes on to {name}"),
        "link_bring": _("Bring what you took at {name}: folder {codes}"),
        "link_bring_none": _("Bring what you take at {name}"),
        "hand_on": _("Hand over {code}"),
        "hand_on_why": _("brought here for this visit, against a signature"),
        "hand_on_to": _("{code} is for {name}: let it be signed for"),
    }


def bag() -> dict[str, str]:
    return {
        "bag": _("Bag"),
        "bag_empty": _("The bag is empty."),
        "bag_why": _(
            "What is listed here is in your hand. The desk scans it in and out; the "
            "shift ends when the bag is empty."
        ),
        "for": _("for {name}"),
        "of": _("of {name}"),
        "give_back": _("Give back"),
        "give_back_to": _("Give {code} back to {name}"),
        "outbox": _("What is sent"),
        "all_sent": _("Everything has been sent"),
        "not_sent": _("Still on this phone"),
        "sent": _("Already sent"),
        "send_now": _("Send now"),
        "tries": _("{n} tries"),
        "not_applied": _("Not done."),
        "applied_but": _("Done, but look:"),
        "read_it": _("I have read it"),
        "to_stop": _("To the stop"),
        "with_dispatcher": _("The dispatcher looks at"),
        "act_shift_opened": _("Shift begun"),
        "act_shift_ended": _("Shift ended"),
        "act_rest": _("Break"),
        "act_pause": _("Waiting out the rain"),
        "act_position": _("Position"),
        "act_accepted": _("Change accepted"),
        "act_checked": _("Papers checked"),
        "act_riding": _("Set off"),
        "act_arrived": _("Arrived"),
    }


def acts() -> dict[str, str]:
    return {
        "act_answers": _("Answers"),
        "act_paper": _("Photo of a paper"),
        "act_proof": _("Proof"),
        "act_signature": _("Signature"),
        "act_photo": _("Photo"),
        "act_filed": _("Application"),
        "act_custody": _("Papers taken along"),
        "act_returned": _("Papers given back"),
        "act_delivered": _("Handed over"),
        "act_done": _("Visit done"),
        "act_failed": _("Visit not done"),
        "help": _("Help"),
        "help_title": _("When something is not as it should be"),
        "help_offline": _("No signal"),
        "help_offline_why": _(
            "Work on as always. Everything is kept on the phone, also when it is "
            "switched off, and sent by itself later. Nothing counts twice."
        ),
        "help_code": _("The code is wrong"),
        "help_code_why": _(
            "Ask for the newest code on the citizen's page. After five tries only a "
            "signature or a photo helps."
        ),
        "help_folder": _("A folder is missing, or its seal is broken"),
        "help_folder_why": _(
            "Say so at the seal, write down what you see, and call at once."
        ),
        "help_tips": _("Somebody offers a tip"),
    }


def help_() -> dict[str, str]:
    return {
        "help_tips_why": _(
            "Thank them and refuse. The visit is free, and must stay so."
        ),
        "help_battery": _("The battery is low"),
        "help_battery_why": _(
            "What is done is safe. Charge at the next stop; the phone goes on where "
            "it was."
        ),
        "take_rest": _("I take my break now"),
        "call_dispatcher": _("Call the dispatcher: {phone}"),
        "version": _("Version {version}"),
    }
