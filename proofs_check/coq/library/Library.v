(* All that a replayed certificate uses. *)

From TwoStage Require Export Denial Slopes.
