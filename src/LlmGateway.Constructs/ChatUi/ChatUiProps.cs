namespace LlmGateway.Constructs;

/// <summary>Props of <see cref="ChatUi"/>. <see cref="Rest"/>, <see cref="WebSocket"/> or both have to be there; how people sign in follows from them.</summary>
public sealed record ChatUiProps
{
    /// <summary>
    /// The REST gateway: models, chats, and answers where there is no <see cref="WebSocket"/>. The page reaches it through its own origin, so it needs no CORS.
    /// Default: none; the page then lists neither models nor chats.
    /// </summary>
    public LlmRestGateway? Rest { get; init; }

    /// <summary>The WebSocket gateway: answers that can be resumed over a new line. Default: none; answers stream over REST.</summary>
    public LlmWebSocketGateway? WebSocket { get; init; }

    /// <summary>
    /// The page's app client in a user pool that was made elsewhere (<see cref="CognitoAuth.FromUserPool"/>). Default: the browser client of the gateways' own
    /// <see cref="CognitoAuth"/>, to which the page's address is added; with API keys the page asks for a key, and keeps it while its tab is open.
    /// </summary>
    public ChatSignIn? SignIn { get; init; }

    /// <summary>A domain of your own. Default: the one that CloudFront gives.</summary>
    public ChatUiDomain? Domain { get; init; }

    /// <summary>Title, logo, colours, suggested prompts, footer. Default: the page's own.</summary>
    public ChatBranding Branding { get; init; } = new();

    /// <summary>What a new chat starts with. Default: the gateway's first model and its own defaults.</summary>
    public ChatDefaults Defaults { get; init; } = new();

    /// <summary>What people can do beside asking. Default: all of it.</summary>
    public ChatUiFeatures Features { get; init; } = new();

    /// <summary>Bucket and distribution: price class, web ACL, access logs. Default: every edge location, no web ACL, no access logs.</summary>
    public ChatUiDelivery Delivery { get; init; } = new();
}
