using System.Globalization;
using LlmGateway.Core.Import;

namespace LlmGateway.Core.Answers.Import;

/// <summary>When a row expires: ISO 8601 (UTC where it names no zone), or epoch seconds.</summary>
internal static class ExpiryTime
{
    /// <exception cref="RowException">It is no time.</exception>
    public static DateTimeOffset? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return DateTimeOffset.FromUnixTimeSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time) && text.Length >= 8
            ? time : throw new RowException($"expires at '{text}', which is no time such as 2027-01-31 or 2027-01-31T12:00:00Z");
    }
}
