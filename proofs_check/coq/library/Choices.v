(* Finite sets: a choice for each element, a place where a function is least, and sums in either order. *)

From Coq Require Import Reals List Lra.
From TwoStage Require Import Signs FiniteSets.
Open Scope R_scope.

(* The values may be functions, so that a choice for each pair is two choices *)
Lemma choice (S : finset) (T : Type) (P : S -> T -> Prop) :
  (forall a, exists v, P a v) -> exists f : S -> T, forall a, P a (f a).
Proof.
  intro H. destruct (listed S) as [| e l] eqn:E.
  - assert (N : S -> False) by (intro a; generalize (complete S a); rewrite E; intros []).
    exists (fun a => match N a with end). intro a. destruct (N a).
  - destruct (H e) as [v0 _].
    assert (G : exists f : S -> T, forall a, In a (listed S) -> P a (f a)).
    { clear E. induction (listed S) as [| a m [f IH]].
      - exists (fun _ => v0). intros a [].
      - destruct (H a) as [v K]. exists (fun b => if same S b a then v else f b).
        intros b I. destruct (same S b a) as [-> | D]; [exact K |].
        destruct I as [<- | I]; [now destruct D | now apply IH]. }
    destruct G as [f G]. exists f. intro a. apply G, complete.
Qed.

Lemma least_1 (S : finset) (f : S -> R) : inhabited S -> exists m, forall a, f a >= f m.
Proof.
  intros [e]. assert (G : forall l, exists m, forall a, In a (e :: l) -> f a >= f m).
  { induction l as [| b l [m IH]].
    - exists e. intros a [<- | []]. lra.
    - destruct (Rlt_or_le (f b) (f m)) as [L | L].
      + exists b. intros a [<- | [<- | I]]; [specialize (IH e (or_introl eq_refl)) | | specialize (IH a (or_intror I))]; lra.
      + exists m. intros a [<- | [<- | I]]; [specialize (IH e (or_introl eq_refl)) | | specialize (IH a (or_intror I))]; lra. }
  destruct (G (listed S)) as [m K]. exists m. intro a. apply K. right. apply complete.
Qed.
Lemma least_2 (S T : finset) (f : S -> T -> R) : inhabited S -> inhabited T ->
  exists m, exists n, forall a, forall b, f a b >= f m n.
Proof.
  intros I J. destruct (choice S T (fun a n => forall b, f a b >= f a n)) as [g G].
  { intro a. now apply least_1. }
  destruct (least_1 S (fun a => f a (g a)) I) as [m K]. exists m, (g m). intros a b.
  specialize (K a). specialize (G a b). cbv beta in K. lra.
Qed.

Lemma sum_plus (S : finset) (f g : S -> R) : Sum S (fun a => f a + g a) = Sum S f + Sum S g.
Proof. unfold Sum. induction (listed S) as [| a l IH]; cbn; [ring | rewrite IH; ring]. Qed.
Lemma sum_swap (S T : finset) (f : S -> T -> R) :
  Sum S (fun a => Sum T (fun b => f a b)) = Sum T (fun b => Sum S (fun a => f a b)).
Proof.
  unfold Sum at 1 4. induction (listed S) as [| a l IH]; cbn; [symmetry; apply sum_of_none |].
  rewrite IH. now rewrite sum_plus.
Qed.
