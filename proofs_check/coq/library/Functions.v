(* Functions of the language that the standard library lacks, and what functions mean: their
   definitions, and two tangents of the logarithm and of the exponential. *)

From Coq Require Import Reals Lra.
From TwoStage Require Import Signs.
Open Scope R_scope.

Definition signum (a : R) : R := if Rlt_dec 0 a then 1 else if Rlt_dec a 0 then -1 else 0.
(* a power whose exponent is no integer; at 0 it is 0, and it is never asked for below 0 *)
Definition power (a e : R) : R := if Rlt_dec 0 a then exp (e * ln a) else 0.

Lemma abs_means a : (a >= 0 /\ Rabs a = a) \/ (a < 0 /\ Rabs a = -1 * a).
Proof. destruct (Rlt_or_le a 0); [right | left]; split; try lra; [rewrite Rabs_left | rewrite Rabs_right]; lra. Qed.
Lemma sign_means a : (a > 0 /\ signum a = 1) \/ (a = 0 /\ signum a = 0) \/ (a < 0 /\ signum a = -1).
Proof. unfold signum. destruct (Rlt_dec 0 a), (Rlt_dec a 0); auto; right; left; split; trivial; lra. Qed.
Lemma max_means a b : Rmax a b >= a /\ Rmax a b >= b /\ (Rmax a b = a \/ Rmax a b = b).
Proof. unfold Rmax. destruct (Rle_dec a b); repeat split; auto; lra. Qed.
Lemma min_means a b : Rmin a b <= a /\ Rmin a b <= b /\ (Rmin a b = a \/ Rmin a b = b).
Proof. unfold Rmin. destruct (Rle_dec a b); repeat split; auto; lra. Qed.
Lemma exp_means a : exp a > 0 /\ exp a >= 1 + a.
Proof.
  split; [apply exp_pos |]. destruct (Req_dec a 0) as [-> | H]; [rewrite exp_0; lra |].
  apply Rle_ge, Rlt_le, exp_ineq1, H.
Qed.
Lemma log_means a : a > 0 -> ln a <= a + -1 /\ ln a >= 1 + -1 * (1 / a).
Proof.
  intro H. assert (G : forall b, 0 < b -> ln b <= b - 1).
  { intros b B. generalize (proj2 (exp_means (ln b))). rewrite (exp_ln b B). lra. }
  split; [generalize (G a H); lra |].
  generalize (G (/ a) (Rinv_0_lt_compat _ H)). rewrite (ln_Rinv _ H). unfold Rdiv. lra.
Qed.
Lemma power_positive a e : a > 0 -> power a e > 0.
Proof. intro H. unfold power. destruct (Rlt_dec 0 a); [apply exp_pos | contradiction]. Qed.

Lemma power_nonnegative a e : power a e >= 0.
Proof. unfold power. destruct (Rlt_dec 0 a); [left; apply exp_pos | right; reflexivity]. Qed.
Lemma power_times a e k : a > 0 -> power a e ^ k = exp (INR k * e * ln a).
Proof.
  intro H. unfold power. destruct (Rlt_dec 0 a) as [_ | K]; [| contradiction].
  induction k as [| k IH]; [cbn; rewrite !Rmult_0_l, exp_0; reflexivity |].
  rewrite <- tech_pow_Rmult, IH, <- exp_plus. f_equal. rewrite S_INR. ring.
Qed.
Lemma positive_or_not a e : a <= 0 \/ power a e > 0.
Proof. destruct (Rlt_or_le 0 a); [right; now apply power_positive | now left]. Qed.

(* The power (m+1)/(n+1): its (n+1)-th power is a^(m+1); with a minus sign, the reciprocal of that *)
Lemma root_means a m n e : a >= 0 -> e = INR (S m) / INR (S n) ->
  power a e >= 0 /\ power a e ^ S n = a ^ S m /\ (a <= 0 \/ power a e > 0).
Proof.
  intros H ->. split; [apply power_nonnegative | split; [| apply positive_or_not]].
  destruct (Req_dec a 0) as [-> | N].
  - unfold power. destruct (Rlt_dec 0 0) as [K | _]; [lra | cbn; ring].
  - assert (P : a > 0) by (destruct H; [trivial | contradiction]).
    rewrite (power_times a _ (S n) P), <- (Rpower_pow (S m) a P). unfold Rpower. f_equal. field.
    apply not_0_INR. discriminate.
Qed.
Lemma inverse_root_means a m n e : a > 0 -> e = - (INR (S m) / INR (S n)) ->
  power a e >= 0 /\ power a e ^ S n = 1 / a ^ S m /\ (a <= 0 \/ power a e > 0).
Proof.
  intros P ->. split; [apply power_nonnegative | split; [| apply positive_or_not]].
  rewrite (power_times a _ (S n) P), <- (Rpower_pow (S m) a P). unfold Rpower, Rdiv.
  rewrite Rmult_1_l, <- exp_Ropp. f_equal. field. apply not_0_INR. discriminate.
Qed.

(* What a maximum or minimum of several numbers, nested to the right, means; the proposition is that of the goal *)
Ltac extreme_means :=
  unfold Rmax, Rmin;
  repeat match goal with
    | |- context [Rle_dec ?a ?b] =>
        match b with context [Rle_dec _ _] => fail 1 | _ => destruct (Rle_dec a b) end
    end;
  repeat split; lra || (repeat (reflexivity || (left; reflexivity) || right)).
(* The exponent of a root as a quotient of natural numbers *)
Ltac naturals := rewrite !INR_IZR_INZ; cbn -[IZR]; field.
