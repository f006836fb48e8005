using Amazon.CDK.AWS.APIGateway;

namespace LlmGateway.Constructs;

/// <summary>API keys and what each of them may use up.</summary>
/// <remarks>Limits of usage plans are kept on a best-effort basis by API Gateway: they protect, they don't account.</remarks>
public sealed record ApiKeyPlan
{
    /// <summary>
    /// Names of the keys to make: one for each team or application. Default: one, named <c>default</c>. A name is part of the key's logical id: renaming makes a new key.
    /// </summary>
    public IReadOnlyList<string> Keys { get; init; } = ["default"];

    /// <summary>Keys that exist already and may use this gateway too, by a name of your choice. Default: none.</summary>
    public IReadOnlyDictionary<string, IApiKey> ExistingKeys { get; init; } = new Dictionary<string, IApiKey>();

    /// <summary>Requests a second for each key. Default: 10; an answer takes seconds, so this is many people.</summary>
    public double RequestsPerSecond { get; init; } = 10;

    /// <summary>Requests that may come at once for each key. Default: 20.</summary>
    public int Burst { get; init; } = 20;

    /// <summary>Requests in a day, week or month for each key. Default: no quota.</summary>
    public ApiKeyQuota? Quota { get; init; }

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(Keys)}", Keys is not null, "is null", "Leave it out for one key, or use an empty list");
        mistakes.Check($"{property}.{nameof(ExistingKeys)}", ExistingKeys is not null, "is null", "Leave it out");
        if (Keys is null || ExistingKeys is null) return;
        mistakes.Check($"{property}.{nameof(Keys)}", Keys.Count + ExistingKeys.Count > 0, "is empty, so nobody could call", "Name at least one key");
        foreach (var name in Keys.Where(name => string.IsNullOrEmpty(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            mistakes.Check($"{property}.{nameof(Keys)}", false, $"has '{name}'", "Use letters, digits, '-' and '_'");
        foreach (var name in Keys.Concat(ExistingKeys.Keys).GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key))
            mistakes.Check($"{property}.{nameof(Keys)}", false, $"has '{name}' twice", "Name each key once");
        mistakes.Check($"{property}.{nameof(RequestsPerSecond)}", Amazon.CDK.Token.IsUnresolved(RequestsPerSecond) || RequestsPerSecond > 0, $"is {RequestsPerSecond}", "Use more than 0 requests a second");
        mistakes.Check($"{property}.{nameof(Burst)}", Burst > 0, $"is {Burst}", "Use 1 or more requests");
        mistakes.Check($"{property}.{nameof(Quota)}", Quota is null or { Requests: > 0 }, $"allows {Quota?.Requests} requests", "Use 1 or more requests");
    }
}
