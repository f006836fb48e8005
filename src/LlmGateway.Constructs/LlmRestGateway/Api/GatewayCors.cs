using Amazon.CDK;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Which web pages may call a gateway from the browser.</summary>
public sealed record GatewayCors
{
    /// <summary>Origins such as <c>https://chat.example.com</c>, or <c>*</c> alone for all.</summary>
    public required IReadOnlyList<string> AllowOrigins { get; init; }

    /// <summary>Whether browsers send cookies and client certificates along. Default: no; a gateway needs none of them. Not with <c>*</c>.</summary>
    public bool AllowCredentials { get; init; }

    /// <summary>Response headers that scripts may read, beside the gateway's own. Default: none.</summary>
    public IReadOnlyList<string> ExposeHeaders { get; init; } = [];

    /// <summary>How long browsers remember the answer. Default: 1 hour.</summary>
    public Duration MaxAge { get; init; } = Duration.Hours(1);

    internal bool AnyOrigin => AllowOrigins.Contains("*");

    internal IReadOnlyList<string> AllExposedHeaders => [.. CorsHeaders.Exposed.Union(ExposeHeaders.Select(header => header.ToLowerInvariant())).Order(StringComparer.Ordinal)];

    internal void Validate(Mistakes mistakes, string property)
    {
        var origins = AllowOrigins ?? [];
        mistakes.Check($"{property}.{nameof(AllowOrigins)}", origins.Count > 0, "is empty", "Name the origins of your pages, or leave CORS out");
        mistakes.Check($"{property}.{nameof(AllowOrigins)}", origins.Count == 1 || !origins.Contains("*"), "has '*' beside other origins", "Use '*' alone, or the origins alone");
        foreach (var origin in origins.Where(origin => origin != "*" && !Token.IsUnresolved(origin)))
            mistakes.Check($"{property}.{nameof(AllowOrigins)}", Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == origin,
                $"has '{origin}', which is no origin", "Use SCHEME://HOST or SCHEME://HOST:PORT, without a path or a slash at the end");
        mistakes.Check($"{property}.{nameof(AllowCredentials)}", !AllowCredentials || !origins.Contains("*"), "goes with named origins only", "Name the origins, or leave credentials out");
    }

    internal CorsDocument ToDocument() => new() { Origins = AllowOrigins, AllowCredentials = AllowCredentials, ExposeHeaders = AllExposedHeaders };
}
