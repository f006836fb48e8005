using System.Text;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>A compacted conversation, as the text <c>encrypted_content</c> that clients keep and send back.</summary>
internal static class SealedSummary
{
    private const string Mark = SealedThought.Mark + "summary.";

    public static string Seal(string summary) => Mark + Convert.ToBase64String(Encoding.UTF8.GetBytes(summary));

    /// <returns>Null: it is not one of ours.</returns>
    public static string? Open(string sealedText)
    {
        if (!sealedText.StartsWith(Mark, StringComparison.Ordinal)) return null;
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(sealedText[Mark.Length..]));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>As a model is told of it.</summary>
    public static string Told(string summary) => $"Summary of the conversation so far:\n{summary}";
}
