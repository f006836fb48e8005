using System.Globalization;
using System.Net.Http.Headers;

namespace LlmGateway.Core.Aws;

/// <summary>When a server says to try again: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after, and the milliseconds that OpenAI and Azure send.</summary>
internal static class RetryWait
{
    private static readonly string[] Milliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>Longer waits than a day are no advice for a client.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Null: the server says nothing that can be read.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers)
    {
        foreach (var name in Milliseconds)
        {
            if (headers.TryGetValues(name, out var values)
                && double.TryParse(values.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var wait) && double.IsFinite(wait))
                return Bounded(TimeSpan.FromMilliseconds(Math.Min(wait, Longest.TotalMilliseconds)));
        }
        if (headers.RetryAfter is { Delta: { } delta }) return Bounded(delta);
        // The server's own clock tells how far its date is away.
        if (headers.RetryAfter is { Date: { } date }) return Bounded(date - (headers.Date ?? TimeProvider.System.GetUtcNow()));
        return headers.TryGetValues("retry-after", out var seconds)
            && double.TryParse(seconds.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var broken) && double.IsFinite(broken)
            ? Bounded(TimeSpan.FromSeconds(Math.Min(broken, Longest.TotalSeconds))) : null;
    }

    private static TimeSpan Bounded(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
