(* Finite sets, with sums and products over them, and what the sign of a sum says of its terms.

   A finite set is a type with a list of all its elements, each once, and decidable equality.  It may
   be empty. *)

From Coq Require Import Reals List Lra.
From TwoStage Require Import Signs.
Open Scope R_scope.

Record finset := Finset {
  element :> Type;
  listed : list element;
  complete : forall a, In a listed;
  distinct : NoDup listed;
  same : forall a b : element, {a = b} + {a <> b} }.

Definition Sum (S : finset) (f : S -> R) : R := fold_right (fun a rest => f a + rest) 0 (listed S).
Definition Product (S : finset) (f : S -> R) : R := fold_right (fun a rest => f a * rest) 1 (listed S).
Definition SumWithout (S : finset) (f : S -> R) (e : S) : R :=
  fold_right (fun a rest => if same S a e then rest else f a + rest) 0 (listed S).

Section Sums.
Variable S : finset.
Implicit Types f g : S -> R.

Lemma sum_equal f g : (forall a, f a = g a) -> Sum S f = Sum S g.
Proof. intro H. unfold Sum. induction (listed S) as [| a l IH]; cbn; [reflexivity | now rewrite IH, H]. Qed.
Lemma product_equal f g : (forall a, f a = g a) -> Product S f = Product S g.
Proof. intro H. unfold Product. induction (listed S) as [| a l IH]; cbn; [reflexivity | now rewrite IH, H]. Qed.

(* [f] is a linear combination with value [r]: the index of a sum as explicit as on paper *)
Lemma sum_of_none : Sum S (fun _ => 0) = 0.
Proof. unfold Sum. induction (listed S) as [| a l IH]; cbn; [reflexivity | rewrite IH; ring]. Qed.
Lemma sum_of_more c f g r s : Sum S f = r -> Sum S g = s -> Sum S (fun a => c * f a + g a) = c * r + s.
Proof. intros <- <-. unfold Sum. induction (listed S) as [| a l IH]; cbn; [ring | rewrite IH; ring]. Qed.
Lemma sum_split f g r : Sum S g = r -> (forall a, f a = g a) -> Sum S f = r.
Proof. intros <- H. now apply sum_equal. Qed.

Lemma without_gen f e l : NoDup l ->
  fold_right (fun a rest => if same S a e then rest else f a + rest) 0 l
  = fold_right (fun a rest => f a + rest) 0 l - (if in_dec (same S) e l then f e else 0).
Proof.
  induction l as [| a l IH]; intro N; [cbn; ring |].
  inversion N as [| ? ? A B]; subst. cbn [fold_right]. rewrite (IH B).
  destruct (same S a e) as [-> | D].
  - destruct (in_dec (same S) e l) as [I | I]; [contradiction |].
    destruct (in_dec (same S) e (e :: l)) as [J | J]; [ring | exfalso; apply J; now left].
  - destruct (in_dec (same S) e l) as [I | I], (in_dec (same S) e (a :: l)) as [J | J]; try ring.
    + exfalso. apply J. now right.
    + destruct J as [J | J]; contradiction.
Qed.
Lemma sum_without f e : SumWithout S f e = Sum S f + -1 * f e.
Proof.
  unfold SumWithout. rewrite (without_gen f e (listed S) (distinct S)). fold (Sum S f).
  destruct (in_dec (same S) e (listed S)) as [_ | K]; [ring | destruct (K (complete S e))].
Qed.

Lemma finite_choice (P Q : S -> Prop) : (forall a, P a \/ Q a) -> (forall a, P a) \/ (exists a, Q a).
Proof.
  intro H. assert (G : (forall a, In a (listed S) -> P a) \/ (exists a, Q a)).
  { induction (listed S) as [| a l [IH | IH]]; auto.
    - left. intros a [].
    - destruct (H a) as [K | K]; [| right; now exists a]. left. intros b [<- | I]; auto. }
  destruct G as [G | G]; auto. left. intro a. apply G, complete.
Qed.

Lemma sum_nonneg f : (forall a, f a >= 0) -> Sum S f >= 0.
Proof. intro H. unfold Sum. induction (listed S) as [| a l IH]; cbn; [lra | specialize (H a); lra]. Qed.
Lemma sum_opposite f : Sum S (fun a => -1 * f a) = -1 * Sum S f.
Proof. unfold Sum. induction (listed S) as [| a l IH]; cbn; [ring | rewrite IH; ring]. Qed.
Lemma sum_at_least f e : (forall a, f a >= 0) -> Sum S f >= f e.
Proof.
  intro H. assert (E := sum_without f e). enough (SumWithout S f e >= 0) by lra. unfold SumWithout. clear E.
  induction (listed S) as [| a l IH]; cbn; [lra | destruct (same S a e); [exact IH | specialize (H a); lra]].
Qed.

(* A term for each sign of a sum; where the inequality is weak, the set has an element *)
Lemma term_lt f : Sum S f < 0 -> exists a, f a < 0.
Proof.
  intro H. destruct (finite_choice (fun a => f a >= 0) (fun a => f a < 0)) as [K | K]; auto.
  - intro a. destruct (Rlt_or_le (f a) 0); [right | left]; lra.
  - generalize (sum_nonneg f K). lra.
Qed.
Lemma term_le f : inhabited S -> Sum S f <= 0 -> exists a, f a <= 0.
Proof.
  intros [e] H. destruct (finite_choice (fun a => f a > 0) (fun a => f a <= 0)) as [K | K]; auto.
  - intro a. destruct (Rlt_or_le 0 (f a)); [left | right]; lra.
  - assert (L : Sum S f >= f e) by (apply sum_at_least; intro a; specialize (K a); lra).
    specialize (K e). lra.
Qed.
Lemma term_gt f : Sum S f > 0 -> exists a, f a > 0.
Proof.
  intro H. destruct (term_lt (fun a => -1 * f a)) as [a K]; [rewrite sum_opposite; lra | exists a; lra].
Qed.
Lemma term_ge f : inhabited S -> Sum S f >= 0 -> exists a, f a >= 0.
Proof.
  intros I H. destruct (term_le (fun a => -1 * f a) I) as [a K]; [rewrite sum_opposite; lra | exists a; lra].
Qed.

(* With weights of positive sum: a term of positive weight, or one that is strict *)
Lemma weighted_le f w : Sum S w > 0 -> Sum S f <= 0 -> exists a, (w a > 0 /\ f a <= 0) \/ f a < 0.
Proof.
  intros W H. destruct (term_gt w W) as [e E].
  destruct (finite_choice (fun a => f a >= 0) (fun a => f a < 0)) as [K | [a K]].
  - intro a. destruct (Rlt_or_le (f a) 0); [right | left]; lra.
  - exists e. left. split; [exact E |]. generalize (sum_at_least f e K). lra.
  - exists a. now right.
Qed.
Lemma weighted_lt f w : Sum S w > 0 -> Sum S f < 0 -> exists a, (w a > 0 /\ f a < 0) \/ f a < 0.
Proof. intros _ H. destruct (term_lt f H) as [a K]. exists a. now right. Qed.
Lemma weighted_ge f w : Sum S w > 0 -> Sum S f >= 0 -> exists a, (w a > 0 /\ f a >= 0) \/ f a > 0.
Proof.
  intros W H. destruct (weighted_le (fun a => -1 * f a) w W) as [a K]; [rewrite sum_opposite; lra |].
  exists a. destruct K as [[A B] | K]; [left; split | right]; lra.
Qed.
Lemma weighted_gt f w : Sum S w > 0 -> Sum S f > 0 -> exists a, (w a > 0 /\ f a > 0) \/ f a > 0.
Proof. intros _ H. destruct (term_gt f H) as [a K]. exists a. now right. Qed.
End Sums.

(* An element as a number, so that equations between elements are relations like all others: its place in the list *)
Fixpoint place {A : Type} (same : forall a b : A, {a = b} + {a <> b}) (e : A) (l : list A) : nat :=
  match l with nil => O | cons a rest => if same a e then O else S (place same e rest) end.
Lemma place_nth {A : Type} same (e : A) l : In e l -> nth_error l (place same e l) = Some e.
Proof.
  induction l as [| a l IH]; [intros [] | intros [-> | I]]; cbn.
  - now destruct (same e e).
  - destruct (same a e) as [-> | _]; [reflexivity | now apply IH].
Qed.
Definition code (S : finset) (e : S) : R := INR (place (same S) e (listed S)).
Lemma code_same (S : finset) (a b : S) : code S a = code S b -> a = b.
Proof.
  intro H. apply INR_eq in H. generalize (place_nth (same S) a _ (complete S a)).
  rewrite H, (place_nth (same S) b _ (complete S b)). now intros [= ->].
Qed.
Lemma from_same (S : finset) (a b : S) : a = b -> has ZERO (code S a + -1 * code S b).
Proof. intros ->. now apply from_eq. Qed.
Lemma from_other (S : finset) (a b : S) : a <> b -> has NONZERO (code S a + -1 * code S b).
Proof. intro H. apply from_ne. intro K. now apply H, code_same. Qed.
