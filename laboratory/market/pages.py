"""The pages, in the order in which a round shows them."""

import json
import time

from market import flow
from otree.api import Page

from laboratory import closing, words
from laboratory.pictures import said


class Instructions(Page):
    """What it is about."""

    @staticmethod
    def is_displayed(player):
        """Whether the page is shown now."""
        return player.round_number == 1

    @staticmethod
    def vars_for_template(player):
        """What the template is told."""
        chosen = flow.laboratory(player.session).treatment
        told = flow.shown(player)
        others = told["known"]["agents"] - 1
        return {**told, "others": others, "all_points": words.points_table(chosen)}

    @staticmethod
    def js_vars(player):
        """What the script is told."""
        return {"page": "Instructions"}


class Understanding(Page):
    """Questions, with the reason for whatever is answered wrongly."""

    form_model = "player"

    @staticmethod
    def is_displayed(player):
        """Whether the page is shown now."""
        return player.round_number == 1

    @staticmethod
    def get_form_fields(player):
        """The fields of the form."""
        return [question.name for question in words.questions(flow.shown(player)["known"])]

    @staticmethod
    def vars_for_template(player):
        """What the template is told."""
        # What has been answered stays in its field while the rest is looked at again.
        typed = player.participant.vars.get("typed", {})
        asked = words.questions(flow.shown(player)["known"])
        return {**flow.shown(player), "asked": [(q, typed.get(q.name, "")) for q in asked]}

    @staticmethod
    def js_vars(player):
        """What the script is told."""
        return {"page": "Understanding", "known": flow.shown(player)["known"]}

    @staticmethod
    def error_message(player, values):
        """What is wrong, field by field."""
        asked = words.questions(flow.shown(player)["known"])
        wrong = {q.name: q.feedback for q in asked if not q.accepts(values[q.name] or "")}
        typed = {q.name: str(values[q.name] or "")[:30] for q in asked}
        player.participant.vars["typed"] = {k: words.html.escape(v) for k, v in typed.items()}
        if wrong:
            tried = [[name, str(values[name])[:40]] for name in wrong]
            player.wrong = (player.wrong + json.dumps(tried))[:4000]
        return wrong

    @staticmethod
    def before_next_page(player, timeout_happened):
        """Record what was sent."""
        player.ready = time.time()


class Waiting(Page):
    """A page that asks every two seconds whether it is time to go on."""

    template_name = "market/Waiting.html"

    @staticmethod
    def js_vars(player):
        """What the script is told."""
        return {"page": "Waiting"}

    @staticmethod
    def vars_for_template(player):
        """What the template is told."""
        return {**flow.shown(player), **flow.announced(player), "outcome": ""}


class Gate(Waiting):
    """Until the round begins for everybody."""

    @staticmethod
    def is_displayed(player):
        """Whether the page is shown now."""
        if not flow.playing(player):
            return False
        if not flow.may_begin(player):
            return True
        closing.opened(player.subsession.get_groups(), time.time())
        flow.advance(player.subsession)
        return False

    @staticmethod
    def live_method(player, data):
        """Whether it is time to go on."""
        return {player.id_in_group: {"ready": flow.may_begin(player)}}


class Stage1(Page):
    """The first offer."""

    form_model = "player"
    form_fields = ("side1", "amount1")

    @staticmethod
    def is_displayed(player):
        """Whether the page is shown now."""
        chosen = flow.laboratory(player.session).treatment
        shut = player.group.frozen >= 1 or player.sent1
        return flow.playing(player) and chosen.two_stages and not shut

    @staticmethod
    def get_timeout_seconds(player):
        """The seconds that are left."""
        return flow.remaining(flow.laboratory(player.session).ends1(player.group))

    @staticmethod
    def vars_for_template(player):
        """What the template is told."""
        player.seen1 = player.seen1 or time.time()
        return flow.shown(player)

    @staticmethod
    def js_vars(player):
        """What the script is told."""
        return flow.for_script(player, 1)

    @staticmethod
    def error_message(player, values):
        """What is wrong, field by field."""
        return flow.offer_errors(player, values, 1)

    @staticmethod
    def before_next_page(player, timeout_happened):
        """Record what was sent."""
        closing.submitted(player, 1, in_time=not timeout_happened, now=time.time())


class Wait1(Waiting):
    """Until stage 1 has closed."""

    @staticmethod
    def is_displayed(player):
        """Whether the page is shown now."""
        if not flow.playing(player):
            return False
        flow.advance(player.subsession)
        return not player.group.closed1

    @staticmethod
    def live_method(player, data):
        """Whether it is time to go on."""
        flow.advance(player.subsession)
        return {player.id_in_group: {"ready": player.group.closed1}}


class Stage2(Page):
    """The second offer, of those who are active."""

    form_model = "player"
    form_fields = ("side2", "amount2", "guess_q", "guess_r")

    @staticmethod
    def is_displayed(player):
        """Whether the page is shown now."""
        shut = player.group.frozen >= 2 or player.sent2
        return flow.playing(player) and player.active and not shut

    @staticmethod
    def get_timeout_seconds(player):
        """The seconds that are left."""
        return flow.remaining(flow.laboratory(player.session).ends2(player.group))

    @staticmethod
    def vars_for_template(player):
        """What the template is told."""
        player.seen2 = player.seen2 or time.time()
        first = said((player.stage1_q, player.stage1_r))
        return {**flow.shown(player), **flow.announced(player), "first": first}

    @staticmethod
    def js_vars(player):
        """What the script is told."""
        return flow.for_script(player, 2)

    @staticmethod
    def error_message(player, values):
        """What is wrong, field by field."""
        return flow.offer_errors(player, values, 2)

    @staticmethod
    def before_next_page(player, timeout_happened):
        """Record what was sent."""
        closing.submitted(player, 2, in_time=not timeout_happened, now=time.time())


class Wait2(Waiting):
    """Until the market has closed; those set aside see what they have got."""

    @staticmethod
    def is_displayed(player):
        """Whether the page is shown now."""
        if not flow.playing(player):
            return False
        flow.advance(player.subsession)
        return not player.group.closed2

    @staticmethod
    def live_method(player, data):
        """Whether it is time to go on."""
        flow.advance(player.subsession)
        return {player.id_in_group: {"ready": player.group.closed2}}

    @staticmethod
    def vars_for_template(player):
        """What the template is told."""
        outcome = "" if player.active else "The lot has set you aside in this round."
        return {**flow.shown(player), **flow.announced(player), "outcome": outcome}


class Results(Page):
    """What came of the round for oneself."""

    @staticmethod
    def is_displayed(player):
        """Whether the page is shown now."""
        missed = not (player.sent1 or player.sent2 or player.seen1 or player.seen2)
        return flow.playing(player) and player.group.closed2 and not missed

    @staticmethod
    def get_timeout_seconds(player):
        """The seconds that are left."""
        return flow.laboratory(player.session).treatment.results_seconds or None

    @staticmethod
    def vars_for_template(player):
        """What the template is told."""
        by = player.stage2_by if player.active else player.stage1_by
        offer = (
            (player.stage2_q, player.stage2_r)
            if player.active
            else (player.stage1_q, player.stage1_r)
        )
        return {
            **flow.shown(player),
            **flow.announced(player),
            "state": words.html.escape(player.group.state),
            "price": words.number(player.group.price),
            "offer": said(offer),
            "by_rule": by.startswith("rule"),
            "q": words.number(player.q),
            "r": words.number(player.r),
            "gained": words.number(player.points, 1),
        }

    @staticmethod
    def js_vars(player):
        """What the script is told."""
        q, r, group = player.q, player.r, player.group
        return {
            "page": "Results",
            "round": player.round_number,
            "state": group.state,
            "price": group.price,
            "bundle": [q, r],
            "points": player.points,
            "active": player.active,
        }

    @staticmethod
    def app_after_this_page(player, upcoming_apps):
        """The last page, after the last round."""
        last = player.round_number == flow.laboratory(player.session).treatment.rounds
        return upcoming_apps[0] if last else None


page_sequence = [Instructions, Understanding, Gate, Stage1, Wait1, Stage2, Wait2, Results]
