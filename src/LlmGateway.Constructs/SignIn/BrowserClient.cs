using Amazon.CDK;

namespace LlmGateway.Constructs;

/// <summary>The app client of web pages: authorization code with PKCE, and no secret.</summary>
public sealed record BrowserClient
{
    /// <summary>Where Cognito may send people back to with a code, exactly: <c>https://chat.example.com/</c>. Plain http for <c>localhost</c> alone. Default: none; nobody can sign in by a page.</summary>
    public IReadOnlyList<string> CallbackUrls { get; init; } = [];

    /// <summary>Where Cognito may send people after they signed out. Default: the callback URLs.</summary>
    public IReadOnlyList<string>? LogoutUrls { get; init; }

    /// <summary>How long access and id tokens are valid, 5 minutes to 1 day. Default: 1 hour.</summary>
    public Duration TokenValidity { get; init; } = Duration.Hours(1);

    /// <summary>How long people stay signed in, 1 hour to 10 years. Default: 8 hours, a working day.</summary>
    public Duration RefreshTokenValidity { get; init; } = Duration.Hours(8);

    internal void Validate(Mistakes mistakes, string property)
    {
        foreach (var url in CallbackUrls.Concat(LogoutUrls ?? []).Where(url => !Token.IsUnresolved(url)))
        {
            mistakes.Check($"{property}.{nameof(CallbackUrls)}",
                Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && (uri.Scheme == "https" || uri.Scheme == "http" && uri.Host == "localhost"),
                $"has '{url}'", "Use https://…, or http://localhost:PORT/… while developing");
        }
        mistakes.Check($"{property}.{nameof(TokenValidity)}", TokenValidity.ToSeconds() is >= 300 and <= 86_400, $"is {TokenValidity.ToHumanString()}", "Use 5 minutes to 1 day");
        mistakes.Check($"{property}.{nameof(RefreshTokenValidity)}", RefreshTokenValidity.ToSeconds() is >= 3600 and <= 315_360_000, $"is {RefreshTokenValidity.ToHumanString()}", "Use 1 hour to 10 years");
    }
}
