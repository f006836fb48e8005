using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.IAM;

namespace LlmGateway.Constructs;

/// <summary>The HTTP side of a gateway.</summary>
public sealed record GatewayApi
{
    /// <summary>Where the API is reached. Default: <see cref="GatewayEndpoint.Regional"/>.</summary>
    public GatewayEndpoint Endpoint { get; init; } = GatewayEndpoint.Regional;

    /// <summary>Lets web pages of other origins call. Default: none; browsers then refuse to, other clients don't care.</summary>
    public GatewayCors? Cors { get; init; }

    /// <summary>Limits of all callers together. Default: 100 requests a second, bursts of 200: a mistake somewhere costs little, and few teams need more.</summary>
    public GatewayThrottle Throttle { get; init; } = new();

    /// <summary>
    /// Who may reach the API at all, beside authorization. Default: none for a regional endpoint; for a private one, callers from its VPC endpoints alone.
    /// See <see href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html">resource policies</see>.
    /// </summary>
    public PolicyDocument? ResourcePolicy { get; init; }

    /// <summary>A web ACL in front of the API. Default: none, since it costs by the month; <see cref="LlmGateway.Constructs.Waf.Managed"/> is one word away.</summary>
    public Waf? Waf { get; init; }

    /// <summary>A domain of your own. Default: the one that API Gateway gives.</summary>
    public GatewayDomain? Domain { get; init; }

    /// <summary>Which versions of TLS the API takes. Default: <see cref="GatewaySecurityPolicy.Tls12"/>; API Gateway's own default still takes TLS 1.0.</summary>
    public GatewaySecurityPolicy SecurityPolicy { get; init; } = GatewaySecurityPolicy.Tls12;

    /// <summary>How strictly the way is looked at by which a request came. Default: <see cref="GatewayAccessMode.Basic"/>, since proxies in companies rewrite host names.</summary>
    public GatewayAccessMode EndpointAccessMode { get; init; } = GatewayAccessMode.Basic;

    /// <summary>
    /// Closes the address that API Gateway gives, so that <see cref="Domain"/> is the only way in; a <see cref="ChatUi"/> then goes by the domain as well.
    /// Default: no; both ways lead to the same authorization.
    /// </summary>
    public bool DisableExecuteApiEndpoint { get; init; }

    /// <summary>Hands a path to a private server through a VPC link, unread. Default: none.</summary>
    public VpcPassThrough? PassThrough { get; init; }

    /// <summary>
    /// Changes the API's props as you like, after the defaults. What the gateway lives by (its stage's name, deployment, endpoint and policy, which have props
    /// of their own) can't be changed here: that is an error.
    /// </summary>
    public Action<RestApiProps>? Configure { get; init; }

    internal void Validate(Mistakes mistakes, string property, Stack stack)
    {
        mistakes.Check($"{property}.{nameof(Endpoint)}", Endpoint is not null, "is null", "Use GatewayEndpoint.Regional or GatewayEndpoint.Private(…)");
        Endpoint?.Validate(mistakes, $"{property}.{nameof(Endpoint)}");
        Cors?.Validate(mistakes, $"{property}.{nameof(Cors)}");
        mistakes.Check($"{property}.{nameof(Throttle)}", Throttle is not null, "is null", "Leave it out for the default");
        Throttle?.Validate(mistakes, $"{property}.{nameof(Throttle)}");
        Domain?.Validate(mistakes, $"{property}.{nameof(Domain)}", stack.Region);
        mistakes.Check($"{property}.{nameof(Domain)}", Domain is null || Endpoint is not { IsPrivate: true }, "goes with a regional endpoint only",
            "Leave it out, or use GatewayEndpoint.Regional");
        mistakes.Check($"{property}.{nameof(SecurityPolicy)}", SecurityPolicy is not null, "is null", "Leave it out for TLS 1.2 and later");
        SecurityPolicy?.Validate(mistakes, $"{property}.{nameof(SecurityPolicy)}");
        mistakes.Check($"{property}.{nameof(DisableExecuteApiEndpoint)}", !DisableExecuteApiEndpoint || Domain is not null, "closes the only way in", $"Give {nameof(Domain)}, or leave it out");
        PassThrough?.Validate(mistakes, $"{property}.{nameof(PassThrough)}");
    }
}
