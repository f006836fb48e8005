namespace LlmGateway.Core.Answers.Near;

/// <summary>A question that has an answer.</summary>
/// <param name="AnswerKey">Where the answer is.</param>
/// <param name="Question">As it was asked.</param>
/// <param name="Vector">Of length 1.</param>
internal sealed record NearEntry(string AnswerKey, string Question, float[] Vector);

/// <summary>A question near another one.</summary>
/// <param name="Entry">Which.</param>
/// <param name="Family">Where it was found.</param>
/// <param name="Distance">0: in the same place; 1: nothing in common.</param>
internal sealed record NearQuestion(NearEntry Entry, string Family, double Distance);
