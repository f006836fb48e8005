namespace LlmGateway.Constructs;

/// <summary>The gateways behind a page, and what of them a browser can use.</summary>
internal sealed record PageGateways(LlmRestGateway? Rest, LlmWebSocketGateway? WebSocket)
{
    private IEnumerable<(string Property, GatewayAuthorization Authorization)> Authorizations =>
        new (string, GatewayAuthorization?)[] { (nameof(Rest), Rest?.Props.Authorization), (nameof(WebSocket), WebSocket?.Props.Authorization) }
            .Where(each => each.Item2 is not null).Select(each => (each.Item1, each.Item2!));

    /// <summary>Whom the gateways let in; of both the same, once validated.</summary>
    public GatewayAuthorization Authorization => Authorizations.First().Authorization;

    public IReadOnlyList<string> Models => [.. (WebSocket?.Props.Models ?? Rest?.Props.Models ?? []).Select(model => model.Name)];

    /// <summary>Chats are kept, and can be listed.</summary>
    public bool HasHistory => Rest?.Props.History is not null;

    public void Validate(Mistakes mistakes)
    {
        mistakes.Check(nameof(Rest), Rest is not null || WebSocket is not null, $"is null, and so is {nameof(WebSocket)}", "Give the page a gateway to talk to");
        foreach (var (property, authorization) in Authorizations)
        {
            mistakes.Check(property, !authorization.CallersSign, "takes requests that are signed with AWS credentials, which a browser has not", "Give it Authorization = GatewayAuthorization.Cognito(auth)");
            mistakes.Check(property, authorization is not CombinedAuthorization, "wants an API key beside the sign-in, and people have none", "Leave WithApiKey out");
        }
        mistakes.Check(nameof(WebSocket), WebSocket?.Props.Authorization is not ApiKeyAuthorization, "takes API keys, which a browser can't send with a WebSocket",
            "Give it Authorization = GatewayAuthorization.Cognito(auth), or leave it out: answers stream over REST");
        mistakes.Check(nameof(WebSocket), Rest is null || WebSocket is null || Same(Rest.Props.Authorization, WebSocket.Props.Authorization), $"lets other people in than {nameof(Rest)}",
            "Give both the same Authorization");
    }

    private static bool Same(GatewayAuthorization one, GatewayAuthorization other) => one.GetType() == other.GetType() && ReferenceEquals(one.SignIn, other.SignIn);
}
