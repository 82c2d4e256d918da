(* Derivatives: [derivable_pt_lim f x l] of the standard library says that f has the derivative l at x.
   One lemma for each rule, in the shape in which the translator writes derivatives. *)

From Coq Require Import Reals List Lra.
From TwoStage Require Import Signs FiniteSets Functions.
Open Scope R_scope.

Lemma slope_constant c x : derivable_pt_lim (fun _ => c) x 0.
Proof. exact (derivable_pt_lim_const c x). Qed.
Lemma slope_variable x : derivable_pt_lim (fun t => t) x 1.
Proof. exact (derivable_pt_lim_id x). Qed.
Lemma slope_plus f g x l m : derivable_pt_lim f x l -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun t => f t + g t) x (l + m).
Proof. exact (derivable_pt_lim_plus f g x l m). Qed.
Lemma slope_times f g x l m : derivable_pt_lim f x l -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun t => f t * g t) x (l * g x + f x * m).
Proof. exact (derivable_pt_lim_mult f g x l m). Qed.
Lemma slope_equal f x l m : derivable_pt_lim f x l -> l = m -> derivable_pt_lim f x m.
Proof. now intros H <-. Qed.
Lemma slope_over f g x l m : g x <> 0 -> derivable_pt_lim f x l -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun t => f t / g t) x ((l * g x + -1 * (f x * m)) / g x ^ 2).
Proof.
  intros N H K. eapply slope_equal; [exact (derivable_pt_lim_div f g x l m H K N) |].
  unfold Rsqr. field. exact N.
Qed.
Lemma slope_raise f x l n : derivable_pt_lim f x l ->
  derivable_pt_lim (fun t => f t ^ S n) x (IZR (Z.of_nat (S n)) * (f x ^ n * l)).
Proof.
  intro H. rewrite <- INR_IZR_INZ. rewrite <- Rmult_assoc.
  exact (derivable_pt_lim_comp f (fun y => y ^ S n) x l _ H (derivable_pt_lim_pow_pos (f x) (S n) (Nat.lt_0_succ n))).
Qed.
Lemma slope_sum (S : finset) (f : R -> S -> R) (l : S -> R) x : (forall a, derivable_pt_lim (fun t => f t a) x (l a)) ->
  derivable_pt_lim (fun t => Sum S (f t)) x (Sum S l).
Proof.
  intro H. unfold Sum. induction (listed S) as [| a rest IH]; cbn; [apply slope_constant |].
  now apply (slope_plus (fun t => f t a) (fun t => fold_right (fun b r => f t b + r) 0 rest)).
Qed.
Lemma slope_without (S : finset) (f : R -> S -> R) (l : S -> R) e x : (forall a, derivable_pt_lim (fun t => f t a) x (l a)) ->
  derivable_pt_lim (fun t => SumWithout S (f t) e) x (SumWithout S l e).
Proof.
  intro H. unfold SumWithout. induction (listed S) as [| a rest IH]; cbn; [apply slope_constant |].
  destruct (same S a e); [exact IH |].
  now apply (slope_plus (fun t => f t a) (fun t => fold_right (fun b r => if same S b e then r else f t b + r) 0 rest)).
Qed.
Lemma slope_exp f x l : derivable_pt_lim f x l -> derivable_pt_lim (fun t => exp (f t)) x (l * exp (f x)).
Proof.
  intro H. rewrite Rmult_comm. exact (derivable_pt_lim_comp f exp x l _ H (derivable_pt_lim_exp (f x))).
Qed.
Lemma slope_log f x l : f x > 0 -> derivable_pt_lim f x l -> derivable_pt_lim (fun t => ln (f t)) x (l / f x).
Proof.
  intros P H. unfold Rdiv. rewrite Rmult_comm.
  exact (derivable_pt_lim_comp f ln x l _ H (derivable_pt_lim_ln (f x) P)).
Qed.

Lemma slope_locally f g x l d : 0 < d -> (forall t, Rabs (t - x) < d -> f t = g t) ->
  derivable_pt_lim f x l -> derivable_pt_lim g x l.
Proof.
  intros D E H e e_pos. destruct (H e e_pos) as [[r r_pos] K]. cbn in K.
  exists (mkposreal (Rmin r d) (Rmin_glb_lt _ _ _ r_pos D)). cbn. intros h h_not B.
  assert (A : Rabs h < r) by (eapply Rlt_le_trans; [exact B | apply Rmin_l]).
  assert (C : Rabs h < d) by (eapply Rlt_le_trans; [exact B | apply Rmin_r]).
  rewrite <- !E; [now apply K | rewrite Rminus_eq_0, Rabs_R0; exact D | now replace (x + h - x) with h by ring].
Qed.
Lemma positive_nearby f x l : f x > 0 -> derivable_pt_lim f x l ->
  exists d, 0 < d /\ forall t, Rabs (t - x) < d -> f t > 0.
Proof.
  intros P H. assert (C : continuity_pt f x) by (apply derivable_continuous_pt; now exists l).
  destruct (C (f x) P) as [d [D K]]. exists d. split; [exact D |]. intros t T.
  destruct (Req_dec x t) as [<- | N]; [exact P |].
  assert (A : Rabs (f t - f x) < f x) by (apply (K t); repeat split; auto).
  apply Rabs_def2 in A. lra.
Qed.
Lemma slope_power f g x l m : f x > 0 -> derivable_pt_lim f x l -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun t => power (f t) (g t)) x (power (f x) (g x) * (m * ln (f x) + g x * (l / f x))).
Proof.
  intros P H K. destruct (positive_nearby f x l P H) as [d [D N]].
  apply (slope_locally (fun t => exp (g t * ln (f t))) _ x _ d D).
  - intros t T. unfold power. destruct (Rlt_dec 0 (f t)) as [_ | A]; [reflexivity | destruct (A (N t T))].
  - eapply slope_equal; [exact (slope_exp _ _ _ (slope_times _ _ _ _ _ K (slope_log _ _ _ P H))) |].
    unfold power. cbn beta. destruct (Rlt_dec 0 (f x)) as [_ | A]; [ring | contradiction].
Qed.

(* A function of two numbers is differentiable at (a, b), with the partial derivatives p and q *)
Definition differentiable (f : R -> R -> R) (a b p q : R) : Prop :=
  forall e, 0 < e -> exists d, 0 < d /\ forall h k, Rabs h < d -> Rabs k < d ->
    Rabs (f (a + h) (b + k) - f a b - (p * h + q * k)) <= e * (Rabs h + Rabs k).

Lemma near f x l e : derivable_pt_lim f x l -> 0 < e ->
  exists d, 0 < d /\ forall h, Rabs h < d -> Rabs (f (x + h) - f x - l * h) <= e * Rabs h.
Proof.
  intros H E. destruct (H e E) as [[d D] K]. exists d. split; [exact D |]. cbn in K. intros h B.
  destruct (Req_dec h 0) as [-> | N].
  - rewrite Rplus_0_r, Rmult_0_r, Rabs_R0, Rmult_0_r, !Rminus_0_r, Rminus_eq_0, Rabs_R0. lra.
  - replace (f (x + h) - f x - l * h) with (((f (x + h) - f x) / h - l) * h) by (field; exact N).
    rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos | apply Rlt_le, K; trivial].
Qed.

Lemma slope_pair u f g x l m p q : differentiable u (f x) (g x) p q ->
  derivable_pt_lim f x l -> derivable_pt_lim g x m ->
  derivable_pt_lim (fun t => u (f t) (g t)) x (p * l + q * m).
Proof.
  intros U H K e E.
  set (w := Rabs l + Rabs m + 2). set (v := Rabs p + Rabs q + 1).
  assert (W : 0 < w) by (unfold w; generalize (Rabs_pos l) (Rabs_pos m); lra).
  assert (V : 0 < v) by (unfold v; generalize (Rabs_pos p) (Rabs_pos q); lra).
  destruct (U (e / (4 * w))) as [d [D U']]; [apply Rdiv_lt_0_compat; lra |].
  set (c := Rmin 1 (e / (4 * v))).
  assert (C : 0 < c) by (apply Rmin_glb_lt; [lra | apply Rdiv_lt_0_compat; lra]).
  assert (C1 : c <= 1) by apply Rmin_l. assert (C2 : c <= e / (4 * v)) by apply Rmin_r.
  destruct (near f x l c H C) as [df [Df F]]. destruct (near g x m c K C) as [dg [Dg G]].
  assert (P : 0 < Rmin (Rmin df dg) (d / w)).
  { repeat apply Rmin_glb_lt; trivial. now apply Rdiv_lt_0_compat. }
  exists (mkposreal _ P). cbn. intros h N B.
  assert (B1 : Rabs h < df) by (eapply Rlt_le_trans; [exact B | eapply Rle_trans; [apply Rmin_l | apply Rmin_l]]).
  assert (B2 : Rabs h < dg) by (eapply Rlt_le_trans; [exact B | eapply Rle_trans; [apply Rmin_l | apply Rmin_r]]).
  assert (B3 : Rabs h < d / w) by (eapply Rlt_le_trans; [exact B | apply Rmin_r]).
  specialize (F h B1). specialize (G h B2).
  set (a := f (x + h) - f x) in *. set (b := g (x + h) - g x) in *.
  assert (Y : 0 < Rabs h) by (now apply Rabs_pos_lt).
  assert (A1 : Rabs a <= (Rabs l + 1) * Rabs h).
  { replace a with ((a - l * h) + l * h) by ring. eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_mult. nra. }
  assert (A2 : Rabs b <= (Rabs m + 1) * Rabs h).
  { replace b with ((b - m * h) + m * h) by ring. eapply Rle_trans; [apply Rabs_triang |]. rewrite Rabs_mult. nra. }
  assert (B4 : w * Rabs h < d).
  { apply (Rmult_lt_compat_l w) in B3; [| exact W]. replace (w * (d / w)) with d in B3 by (field; lra). exact B3. }
  assert (S1 : Rabs a < d) by (generalize (Rabs_pos m); unfold w in B4; nra).
  assert (S2 : Rabs b < d) by (generalize (Rabs_pos l); unfold w in B4; nra).
  specialize (U' a b S1 S2).
  replace (f x + a) with (f (x + h)) in U' by (unfold a; ring).
  replace (g x + b) with (g (x + h)) in U' by (unfold b; ring).
  set (z := u (f (x + h)) (g (x + h)) - u (f x) (g x)) in *.
  assert (Z : Rabs (z - (p * l + q * m) * h) < e * Rabs h).
  { replace (z - (p * l + q * m) * h) with ((z - (p * a + q * b)) + (p * (a - l * h) + q * (b - m * h))) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang |].
    assert (Z1 : e / (4 * w) * (Rabs a + Rabs b) <= e / 4 * Rabs h).
    { replace (e / 4 * Rabs h) with (e / (4 * w) * (w * Rabs h)) by (field; lra).
      apply Rmult_le_compat_l; [apply Rlt_le, Rdiv_lt_0_compat; lra | unfold w; lra]. }
    assert (Z2 : Rabs (p * (a - l * h) + q * (b - m * h)) <= e / 4 * Rabs h).
    { eapply Rle_trans; [apply Rabs_triang |]. rewrite !Rabs_mult.
      apply Rle_trans with ((Rabs p + Rabs q) * (c * Rabs h)).
      - generalize (Rabs_pos p) (Rabs_pos q). nra.
      - apply Rle_trans with (v * (e / (4 * v) * Rabs h)).
        + apply Rmult_le_compat; [generalize (Rabs_pos p) (Rabs_pos q); lra | nra | unfold v; lra | nra].
        + right. field. lra. }
    nra. }
  match goal with |- Rabs ?y < e => replace y with ((z - (p * l + q * m) * h) * / h) by (unfold z; field; exact N) end.
  rewrite Rabs_mult, Rabs_inv. apply (Rmult_lt_reg_r (Rabs h)); [exact Y |].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r; [exact Z | lra].
Qed.

Ltac differentiability := match goal with H : _ |- differentiable _ _ _ _ _ => solve [apply H] end.
