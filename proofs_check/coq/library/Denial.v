(* Denial: [decided P N D] says that P holds and with it its normal form N, or that P does not hold
   and with that the normal form D of its denial.  Relations and finite quantifiers are decided
   without the axiom of the excluded middle; "for some real number" needs it. *)

From Coq Require Import Reals Lra Classical_Prop.
From TwoStage Require Import Signs FiniteSets.
Open Scope R_scope.

Definition decided (P N D : Prop) : Prop := (P /\ N) \/ (~ P /\ D).
Definition same_sign (a b : R) : Prop := (a < 0 /\ b < 0) \/ (a = 0 /\ b = 0) \/ (a > 0 /\ b > 0).
Definition integer (a : R) : Prop := exists k : Z, a = IZR k.

Lemma either_way P N D : decided P N D -> N \/ D.
Proof. unfold decided. tauto. Qed.
Lemma decided_eq a b : decided (a = b :> R) (a = b) (a <> b).
Proof. unfold decided. destruct (Req_dec a b); auto. Qed.
Lemma decided_lt a b : decided (a < b) (a < b) (a >= b).
Proof. unfold decided. destruct (Rlt_or_le a b); [left | right]; split; trivial; lra. Qed.
Lemma decided_le a b : decided (a <= b) (a <= b) (a > b).
Proof. unfold decided. destruct (Rle_or_lt a b); [left | right]; split; trivial; lra. Qed.
Lemma decided_gt a b : decided (a > b) (a > b) (a <= b).
Proof. unfold decided. destruct (Rle_or_lt a b); [right | left]; split; trivial; lra. Qed.
Lemma decided_ge a b : decided (a >= b) (a >= b) (a < b).
Proof. unfold decided. destruct (Rlt_or_le a b); [right | left]; split; trivial; lra. Qed.
Lemma decided_same (S : finset) (a b : S) : decided (a = b) (a = b) (a <> b).
Proof. unfold decided. destruct (same S a b); auto. Qed.
Lemma decided_true : decided True True False.
Proof. unfold decided. auto. Qed.
Lemma decided_false : decided False False True.
Proof. unfold decided. auto. Qed.
Lemma decided_not P N D : decided P N D -> decided (~ P) D N.
Proof. unfold decided. tauto. Qed.
Lemma decided_and P N D P' N' D' : decided P N D -> decided P' N' D' -> decided (P /\ P') (N /\ N') (D \/ D').
Proof. unfold decided. tauto. Qed.
Lemma decided_or P N D P' N' D' : decided P N D -> decided P' N' D' -> decided (P \/ P') (N \/ N') (D /\ D').
Proof. unfold decided. tauto. Qed.
Lemma decided_implies P N D P' N' D' : decided P N D -> decided P' N' D' -> decided (P -> P') (D \/ N') (N /\ D').
Proof. unfold decided. tauto. Qed.
Lemma decided_iff P N D P' N' D' : decided P N D -> decided P' N' D' ->
  decided (P <-> P') ((D \/ N') /\ (D' \/ N)) ((N /\ D') \/ (N' /\ D)).
Proof. unfold decided. tauto. Qed.
Lemma decided_forall (S : finset) (P N D : S -> Prop) : (forall a, decided (P a) (N a) (D a)) ->
  decided (forall a, P a) (forall a, N a) (exists a, D a).
Proof.
  unfold decided. intro H.
  destruct (finite_choice S (fun a => P a /\ N a) (fun a => ~ P a /\ D a) H) as [K | [a [K L]]].
  - left. split; intro a; apply K.
  - right. split; [intro A; now apply K | now exists a].
Qed.
Lemma decided_exists (P N D : R -> Prop) : (forall a, decided (P a) (N a) (D a)) ->
  decided (exists a, P a) (exists a, N a) (forall a, D a).
Proof.
  unfold decided. intro H. destruct (classic (exists a, P a)) as [[a K] | K].
  - left. split; exists a; trivial. destruct (H a) as [[_ L] | [L _]]; [exact L | contradiction].
  - right. split; trivial. intro a. destruct (H a) as [[L _] | [_ L]]; [destruct K; now exists a | exact L].
Qed.

Ltac decide_it :=
  lazymatch goal with
  | |- decided (@eq R _ _) _ _ => apply decided_eq
  | |- decided (@eq _ _ _) _ _ => apply decided_same
  | |- decided (_ < _) _ _ => apply decided_lt
  | |- decided (_ <= _) _ _ => apply decided_le
  | |- decided (_ > _) _ _ => apply decided_gt
  | |- decided (_ >= _) _ _ => apply decided_ge
  | |- decided True _ _ => apply decided_true
  | |- decided False _ _ => apply decided_false
  | |- decided (same_sign _ _) _ _ => unfold same_sign; decide_it
  | |- decided (_ /\ _) _ _ => eapply decided_and; [decide_it | decide_it]
  | |- decided (_ \/ _) _ _ => eapply decided_or; [decide_it | decide_it]
  | |- decided (_ <-> _) _ _ => eapply decided_iff; [decide_it | decide_it]
  | |- decided (~ _) _ _ => eapply decided_not; decide_it
  | |- decided (forall a : element ?S, _) _ _ => eapply (decided_forall S); intro; decide_it
  | |- decided (exists a : R, _) _ _ => eapply decided_exists; intro; decide_it
  | |- decided (_ -> _) _ _ => eapply decided_implies; [decide_it | decide_it]
  end.
