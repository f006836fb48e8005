using System.Globalization;

namespace LlmGateway.Core.Pipeline;

/// <summary>What a caller's <c>Cache-Control</c> says (RFC 9111, section 5.2.1), as far as it concerns an answer cache.</summary>
/// <param name="NoStore">Neither looked up nor kept.</param>
/// <param name="NoCache">Not looked up; the new answer is kept.</param>
/// <param name="MaxAge">Older answers are not taken.</param>
internal readonly record struct CacheDirectives(bool NoStore, bool NoCache, TimeSpan? MaxAge)
{
    private const string MaxAgeName = "max-age=";

    public static CacheDirectives Of(string? header)
    {
        var found = default(CacheDirectives);
        foreach (var directive in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (directive.Equals("no-store", StringComparison.OrdinalIgnoreCase)) found = found with { NoStore = true };
            else if (directive.Equals("no-cache", StringComparison.OrdinalIgnoreCase)) found = found with { NoCache = true };
            else if (directive.StartsWith(MaxAgeName, StringComparison.OrdinalIgnoreCase)
                && int.TryParse(directive[MaxAgeName.Length..].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                found = found with { MaxAge = TimeSpan.FromSeconds(seconds) };
        }
        // The youngest answer there can be is the model's next one.
        return found.MaxAge == TimeSpan.Zero ? found with { NoCache = true } : found;
    }
}
