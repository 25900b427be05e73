/* What a page with quizzes runs. */

import { enliven, openForPrint } from "./quiz.js";

for (const quiz of document.querySelectorAll("section.quiz")) enliven(quiz);
openForPrint();
