using Amazon.CDK;

namespace LlmGateway.Constructs;

/// <summary>What the page is told, and whom it may talk to.</summary>
internal static class PageConfiguration
{
    /// <param name="gateways">Behind the page.</param>
    /// <param name="auth">How it proves who uses it.</param>
    /// <param name="branding">How it looks.</param>
    /// <param name="defaults">What a new chat starts with.</param>
    /// <param name="features">What people can do.</param>
    /// <param name="restUrl">Where the page finds the REST gateway; null: nowhere.</param>
    public static PageDocument Document(PageGateways gateways, PageAuth auth, ChatBranding branding, ChatDefaults defaults, ChatUiFeatures features, string? restUrl) => new()
    {
        Title = branding.Title,
        Logo = branding.LogoUrl,
        Colors = new PageColors(branding.Accent, branding.AccentDark),
        Prompts = branding.Prompts,
        Footer = branding.Footer,
        WebSocketUrl = gateways.WebSocket?.Url,
        RestUrl = restUrl,
        Auth = auth,
        Defaults = new PageDefaults(defaults.Model, defaults.Temperature, defaults.MaxTokens),
        Features = new PageFeatures(gateways.HasHistory, features.Attachments, features.Scope),
    };

    /// <summary>Origins that the page talks to, beside its own.</summary>
    /// <param name="gateways">Behind the page.</param>
    /// <param name="signIn">Where Cognito is asked for tokens.</param>
    /// <param name="ownOrigin">The REST gateway is behind the page's own origin.</param>
    public static IEnumerable<string> Connections(PageGateways gateways, PageSignIn signIn, bool ownOrigin)
    {
        if (gateways.WebSocket is { } socket)
        {
            var stack = Stack.Of(socket);
            yield return socket.Props.Domain is { } domain ? $"wss://{domain.Name}" : $"wss://{socket.Api.ApiId}.execute-api.{stack.Region}.{stack.UrlSuffix}";
        }
        if (gateways.Rest is { } rest && !ownOrigin)
        {
            var stack = Stack.Of(rest);
            yield return rest.Props.Api.Domain is { } domain ? $"https://{domain.Name}" : $"https://{rest.Api.RestApiId}.execute-api.{stack.Region}.{stack.UrlSuffix}";
        }
        if (signIn.Origin is { } origin) yield return origin;
    }
}
