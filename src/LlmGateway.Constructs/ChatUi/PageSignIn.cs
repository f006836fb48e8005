using Amazon.CDK;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>How people on a page prove who they are: as the gateways want it.</summary>
internal abstract record PageSignIn
{
    /// <summary>Of what the page asks for tokens; null: nothing.</summary>
    public virtual string? Origin => null;

    /// <summary>Has Cognito send people back to the page.</summary>
    public virtual void AllowCallback(string url)
    {
    }

    public abstract PageAuth ToDocument();

    public static PageSignIn Of(PageGateways gateways, ChatSignIn? given) => gateways.Authorization switch
    {
        ApiKeyAuthorization => new Plain("apiKey"),
        { SignIn: { } auth } => new Cognito(auth, given),
        _ => new Plain("none"),
    };

    /// <summary>The load balancer signed people in, and hands their tokens out.</summary>
    public static PageSignIn OfLoadBalancer() => new LoadBalancer();

    private sealed record LoadBalancer : PageSignIn
    {
        public override PageAuth ToDocument() => new() { Type = "alb", TokenUrl = PageContract.Session };
    }

    private sealed record Plain(string Type) : PageSignIn
    {
        public override PageAuth ToDocument() => new() { Type = Type };
    }

    private sealed record Cognito(CognitoAuth Auth, ChatSignIn? Given) : PageSignIn
    {
        public override string? Origin => Given?.DomainUrl ?? Auth.DomainUrl;

        public override void AllowCallback(string url)
        {
            if (Given is null) Auth.AllowCallback(url);
        }

        public override PageAuth ToDocument()
        {
            var stack = Stack.Of(Auth.UserPool);
            return new PageAuth
            {
                Type = "cognito",
                Domain = Origin,
                ClientId = (Given?.Client ?? Auth.BrowserClient!).UserPoolClientId,
                Issuer = $"https://cognito-idp.{stack.Region}.{stack.UrlSuffix}/{Auth.UserPool.UserPoolId}",
                Token = Auth.TokenUse == TokenUse.Access ? "access" : "id",
            };
        }
    }
}
