(* Signs: what is known of a number from its terms and factors, and how a branch of a proof ends.

   A sign is a set of possibilities (negative, zero, positive); [has s a] says that the real number a
   is one of them.  A proof about a polynomial is a term that follows its shape, and the sign is
   computed; two signs of one number that exclude each other are a contradiction ([clash]).
   No axiom is added here or in the other files of the library. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

Inductive sign := Sign (negative zero positive : bool).
Notation POS := (Sign false false true).
Notation NEG := (Sign true false false).
Notation NONNEG := (Sign false true true).
Notation NONPOS := (Sign true true false).
Notation ZERO := (Sign false true false).
Notation NONZERO := (Sign true false true).
Notation ANY := (Sign true true true).
Notation NONE := (Sign false false false).

Definition has (s : sign) (a : R) : Prop :=
  let '(Sign n z p) := s in (n = true /\ a < 0) \/ (z = true /\ a = 0) \/ (p = true /\ 0 < a).

Definition times (s t : sign) : sign :=
  let '(Sign n z p) := s in let '(Sign n' z' p' as t') := t in
  Sign ((n && p') || (p && n'))%bool (z || z')%bool ((n && n') || (p && p'))%bool.
Definition plus (s t : sign) : sign :=
  let '(Sign n z p) := s in let '(Sign n' z' p') := t in
  Sign (n || n')%bool ((z && z') || (n && p') || (p && n'))%bool (p || p')%bool.
Definition meet (s t : sign) : sign :=
  let '(Sign n z p) := s in let '(Sign n' z' p') := t in Sign (n && n')%bool (z && z')%bool (p && p')%bool.
Definition inverse (s : sign) : sign :=
  let '(Sign n z p) := s in if z then ANY else Sign n false p.
Definition even_power (s : sign) : sign := let '(Sign n z p) := s in Sign false z (n || p)%bool.
Definition raise (s : sign) (k : nat) : sign :=
  match k with O => POS | _ => if Nat.even k then even_power s else s end.
Definition of_Z (k : Z) : sign := Sign (Z.ltb k 0) (Z.eqb k 0) (Z.ltb 0 k).

Lemma has_any a : has ANY a.
Proof. unfold has. destruct (Rtotal_order a 0) as [H | [H | H]]; auto. Qed.

Lemma has_times s t (a b : R) : has s a -> has t b -> has (times s t) (a * b).
Proof.
  destruct s as [n z p], t as [n' z' p']. unfold has, times.
  intros [[-> H] | [[-> ->] | [-> H]]] [[-> K] | [[-> ->] | [-> K]]];
    rewrite ?Rmult_0_l, ?Rmult_0_r;
    try (right; left; split; [now rewrite ?Bool.orb_true_r | reflexivity]);
    [right; right | left | left | right; right]; split;
    try (now rewrite ?Bool.orb_true_r); nra.
Qed.

Lemma has_plus s t (a b : R) : has s a -> has t b -> has (plus s t) (a + b).
Proof.
  destruct s as [n z p], t as [n' z' p']. unfold has, plus. intros H K.
  destruct (Rtotal_order (a + b) 0) as [L | [L | L]]; [left | right; left | right; right]; split; trivial;
    destruct H as [[-> H] | [[-> H] | [-> H]]], K as [[-> K] | [[-> K] | [-> K]]];
    rewrite ?Bool.orb_true_r; trivial; lra.
Qed.

Lemma has_meet s t a : has s a -> has t a -> has (meet s t) a.
Proof.
  destruct s as [n z p], t as [n' z' p']. unfold has, meet.
  intros [[-> H] | [[-> H] | [-> H]]] [[-> K] | [[-> K] | [-> K]]]; try lra; cbn; auto.
Qed.

Lemma has_inverse s a : has s a -> has (inverse s) (/ a).
Proof.
  destruct s as [n [|] p]; [intros _; apply has_any |]. unfold has, inverse.
  intros [[-> H] | [[E _] | [-> H]]]; [left | discriminate | right; right]; split; trivial.
  - now apply Rinv_lt_0_compat.
  - now apply Rinv_0_lt_compat.
Qed.

Lemma pow_negative a k : a < 0 -> if Nat.even k then 0 < a ^ k else a ^ k < 0.
Proof.
  intro H. induction k as [| k IH]; [cbn; lra |].
  rewrite Nat.even_succ, <- Nat.negb_even. destruct (Nat.even k); cbn; nra.
Qed.

Lemma has_raise s a k : has s a -> has (raise s k) (a ^ k).
Proof.
  destruct k as [| k]; [intros _; right; right; split; [reflexivity | cbn; lra] |].
  destruct s as [n z p]. unfold raise, has, even_power. intros [[-> H] | [[-> ->] | [-> H]]].
  - generalize (pow_negative a (S k) H). destruct (Nat.even (S k)); intro K; [right; right | left]; auto.
  - assert (E : 0 ^ S k = 0) by (cbn; ring). rewrite E. destruct (Nat.even (S k)); auto.
  - assert (K : 0 < a ^ S k) by (now apply pow_lt).
    destruct (Nat.even (S k)); right; right; split; trivial. now rewrite Bool.orb_true_r.
Qed.

Lemma has_Z k : has (of_Z k) (IZR k).
Proof.
  unfold has, of_Z. destruct (Z.compare_spec k 0) as [-> | H | H].
  - right; left; auto.
  - left. split; [now apply Z.ltb_lt | now apply IZR_lt].
  - right; right. split; [now apply Z.ltb_lt | now apply IZR_lt].
Qed.

Lemma has_Q k d : has (times (of_Z k) (inverse (of_Z (Zpos d)))) (IZR k / IZR (Zpos d)).
Proof. apply has_times; [apply has_Z | apply has_inverse, has_Z]. Qed.

Lemma has_over s t a b : has s a -> has t b -> has (times s (inverse t)) (a / b).
Proof. intros H K. apply has_times; [exact H | now apply has_inverse]. Qed.

Lemma has_equal s a b : has s a -> b = a -> has s b.
Proof. now intros H ->. Qed.

Lemma not_zero s a : has s a -> meet s ZERO = NONE -> a <> 0.
Proof.
  intros H E K. assert (L : has ZERO a) by (right; left; auto).
  generalize (has_meet _ _ _ H L). rewrite E. now intros [[A _] | [[A _] | [A _]]].
Qed.

Lemma clash s t a b : has s a -> has t b -> a = b -> meet s t = NONE -> False.
Proof.
  intros H K -> E. generalize (has_meet _ _ _ H K). rewrite E. now intros [[A _] | [[A _] | [A _]]].
Qed.

(* What a relation says about the difference of its sides *)
Lemma from_gt a b : a > b -> has POS (a + -1 * b).
Proof. intro H. right; right. split; [reflexivity | lra]. Qed.
Lemma from_ge a b : a >= b -> has NONNEG (a + -1 * b).
Proof. intros [H | ->]; [right; right | right; left]; split; trivial; lra. Qed.
Lemma from_lt a b : a < b -> has POS (b + -1 * a).
Proof. intro H. apply from_gt. lra. Qed.
Lemma from_le a b : a <= b -> has NONNEG (b + -1 * a).
Proof. intro H. apply from_ge. lra. Qed.
Lemma from_eq a b : a = b -> has ZERO (a + -1 * b).
Proof. intros ->. right; left. split; [reflexivity | ring]. Qed.
Lemma from_ne a b : a <> b -> has NONZERO (a + -1 * b).
Proof. intro H. destruct (Rtotal_order a b) as [K | [K | K]]; [left | contradiction | right; right]; split; trivial; lra. Qed.
Lemma from_gt_0 a : a > 0 -> has POS a.
Proof. intro H. right; right. auto. Qed.
Lemma from_ge_0 a : a >= 0 -> has NONNEG a.
Proof. intros [H | H]; [right; right | right; left]; auto. Qed.
Lemma from_lt_0 a : a < 0 -> has POS (-1 * a).
Proof. intro H. apply from_gt_0. lra. Qed.
Lemma from_le_0 a : a <= 0 -> has NONNEG (-1 * a).
Proof. intro H. apply from_ge_0. lra. Qed.
Lemma from_eq_0 a : a = 0 -> has ZERO a.
Proof. intro H. right; left. auto. Qed.
Lemma from_ne_0 a : a <> 0 -> has NONZERO a.
Proof. intro H. destruct (Rtotal_order a 0) as [K | [K | K]]; [left | contradiction | right; right]; auto. Qed.
Lemma is_positive s a : has s a -> meet s NONPOS = NONE -> a > 0.
Proof.
  intros H E. destruct (Rlt_or_le 0 a) as [K | K]; [exact K | exfalso].
  assert (L : has NONPOS a) by (destruct K; [left | right; left]; auto).
  generalize (has_meet _ _ _ H L). rewrite E. now intros [[A _] | [[A _] | [A _]]].
Qed.
Lemma is_nonnegative s a : has s a -> meet s NEG = NONE -> a >= 0.
Proof.
  intros H E. destruct (Rlt_or_le a 0) as [K | K]; [exfalso | now apply Rle_ge].
  assert (L : has NEG a) by (left; auto).
  generalize (has_meet _ _ _ H L). rewrite E. now intros [[A _] | [[A _] | [A _]]].
Qed.

Lemma sides a b : a <> b -> a < b \/ a > b.
Proof. intro H. destruct (Rtotal_order a b) as [K | [K | K]]; auto. contradiction. Qed.
Lemma square_nonneg a : a ^ 2 >= 0.
Proof. cbn. nra. Qed.

(* Equations between polynomials with rational coefficients *)
Ltac polynomials := first [ring | solve [field]].

(* Conditions that [field] leaves: a divisor is a product of powers of numbers that the context says are not zero *)
Lemma not_zero_by c a b : a <> 0 -> a = c * b -> b <> 0.
Proof. intros H E ->. apply H. rewrite E. ring. Qed.

Ltac nonzero :=
  match goal with
  | H : ?a <> 0 |- ?a <> 0 => exact H
  | |- ?a * ?b <> 0 => apply Rmult_integral_contrapositive_currified; nonzero
  | |- ?a ^ ?k <> 0 => apply pow_nonzero; nonzero
  | |- IZR ?k <> 0 => apply not_0_IZR; discriminate
  | |- - ?a <> 0 => apply Ropp_neq_0_compat; nonzero
  | |- / ?a <> 0 => apply Rinv_neq_0_compat; nonzero
  | |- ?a / ?b <> 0 => apply Rmult_integral_contrapositive_currified; [nonzero | apply Rinv_neq_0_compat; nonzero]
  | H : ?a <> 0 |- ?b <> 0 => apply (not_zero_by 1 a b H); polynomials
  | H : ?a <> 0 |- ?b <> 0 => apply (not_zero_by (-1) a b H); polynomials
  | H : ?a <> 0 |- ?b <> 0 => let K := fresh in intro K; apply H; clear - K; lra
  | H : (?a * ?b) <> 0 |- ?b <> 0 => let K := fresh in intro K; apply H; rewrite K; ring
  | H : (?a * ?b) <> 0 |- ?a <> 0 => let K := fresh in intro K; apply H; rewrite K; ring
  end.
Ltac fractions := field; repeat split; nonzero.
