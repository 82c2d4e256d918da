"""The last page: which round is paid, and what it pays."""

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page

from laboratory.words import number

doc = "What is paid."


class C(BaseConstants):
    """oTree's constants."""

    NAME_IN_URL = "payment"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    """The end of the session."""


class Group(BaseGroup):
    """All participants."""


class Player(BasePlayer):
    """A participant."""


class Payment(Page):
    """What is paid."""

    @staticmethod
    def vars_for_template(player):
        """What the template is told."""
        participant, session = player.participant, player.session
        return {
            "paid_round": participant.vars["paid_round"],
            "paid_points": number(float(participant.payoff), 1),
            "money": str(participant.payoff_plus_participation_fee()),
            "per_point": number(float(session.config["real_world_currency_per_point"])),
        }

    @staticmethod
    def js_vars(player):
        """What the script is told."""
        return {"page": "Payment"}


page_sequence = [Payment]
