(* All that a replayed certificate uses.  What is exported last hides what has the same name before. *)

From Coq Require Export Reals.
From TwoStage Require Export Signs FiniteSets Choices Denial Functions Slopes.
