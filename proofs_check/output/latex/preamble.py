r"""The document's preamble.

It loads standard packages only, and nothing in it depends on the day or the machine.
"""

from __future__ import annotations

PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\pdfinfoomitdate=1
\pdftrailerid{}
\pdfsuppressptexinfo=-1
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{lmodern}
\usepackage[english]{babel}
\usepackage[margin=2.5cm]{geometry}
\usepackage{amsmath,amssymb}
\usepackage{booktabs,longtable,array}
\usepackage{microtype}
\usepackage{graphicx}
\usepackage{xcolor}
\usepackage[unicode,colorlinks=true,linkcolor=blue!45!black,citecolor=blue!45!black,urlcolor=blue!45!black]{hyperref}
\definecolor{reason}{gray}{0.32}
\newsavebox{\fittedbox}
\newcommand{\fitted}[2]{\savebox{\fittedbox}{$\displaystyle #2$}%
\ifdim\wd\fittedbox>#1\resizebox{#1}{!}{\usebox{\fittedbox}}\else\usebox{\fittedbox}\fi}
\newcommand{\note}[1]{\text{\small\color{reason}#1}}
\newcommand{\eqlink}[1]{\ifcsname r@eq:#1\endcsname\hyperref[eq:#1]{(#1)}\else(#1)\fi}
\newcommand{\claimlink}[2]{\hyperref[#1]{\texttt{\small #2}}}
\newcommand{\placeof}[1]{\par\noindent{\small\color{reason}#1}\par\medskip\noindent\ignorespaces}
\newcommand{\casehead}[1]{\par\medskip\noindent\textbf{#1.}\ }
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.45em plus 0.1em}
\allowdisplaybreaks[2]
\emergencystretch=12em
\hfuzz=1pt
\setcounter{tocdepth}{2}
"""

TITLE = r"""\title{%s}
\author{}
\date{}
"""
