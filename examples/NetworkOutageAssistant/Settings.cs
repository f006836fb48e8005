using System.Globalization;

namespace NetworkOutageAssistant;

/// <summary>What the environment says; all of it optional.</summary>
internal sealed record Settings
{
    /// <summary>The day whose morning it is in the demo's data. <c>OUTAGE_DATE</c>, such as 2026-11-28; default: the last morning that is over. Another day is other data, and a new table.</summary>
    public required DateOnly Date { get; init; }

    /// <exception cref="FormatException">A variable has a value that it can't have.</exception>
    public static Settings Read(Func<string, string?> variable, TimeProvider time) => new()
    {
        Date = variable("OUTAGE_DATE") is not { Length: > 0 } given ? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime.AddHours(-6))
            : DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
            : throw new FormatException($"OUTAGE_DATE is '{given}': use a day such as 2026-11-28."),
    };
}
