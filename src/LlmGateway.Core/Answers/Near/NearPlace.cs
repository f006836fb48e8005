using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Core.Answers.Near;

/// <summary>What stores outside of the table know a question by.</summary>
internal static class NearPlace
{
    public const string Family = "family", AnswerKey = "answer_key", Question = "question", ExpiresAt = "expires_at", Vector = "vector";

    /// <summary>Questions of one family that are looked at: whoever is not among them is no paraphrase.</summary>
    public const int Most = 30;

    /// <summary>An answer that is made anew has its question in the same place.</summary>
    public static string IdOf(string family, string answerKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{family}\n{answerKey}")));
}
